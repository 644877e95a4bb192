"""What many VMs begin with."""

from __future__ import annotations

import weakref
from ctypes import POINTER, byref, c_uint64
from typing import Any, Callable, Optional, TypeVar, Union, overload

from . import _abi
from ._define import accept, checked, definition
from ._homes import Home
from ._library import lib
from ._owned import Closing
from .errors import ClosedError
from .process import take_error

_F = TypeVar("_F", bound=Callable[..., Any])


class Registrar:
    """What host functions can be given to."""

    __slots__ = ()

    def register(
        self, name: str, function: Callable[..., Any], *, live_tables: bool = False
    ) -> None:
        """Puts a Python function where scripts find it.

        name         its path: "log", or "shop.price" in a module that scripts cannot
                     write. What is there is replaced
        function     called with what the script gave. A tuple is several results,
                     None is nil, and what it raises is an error in the script, which
                     comes out of the VM as the same exception if no pcall is in
                     between; KeyboardInterrupt and SystemExit end the script whatever
                     it does. An `async def` needs eval_async or call_async
        live_tables  tables come as luavm.Table, not as copies
        """
        raise NotImplementedError

    @overload
    def function(self, target: _F) -> _F: ...

    @overload
    def function(
        self, target: Optional[str] = None, *, name: Optional[str] = None, live_tables: bool = False
    ) -> Callable[[_F], _F]: ...

    def function(
        self,
        target: Union[str, Callable[..., Any], None] = None,
        *,
        name: Optional[str] = None,
        live_tables: bool = False,
    ) -> Any:
        """A decorator for `register`: @vm.function, @vm.function("shop.price")."""
        path = target if isinstance(target, str) else name

        def decorate(function: Any) -> Any:
            self.register(path or function.__name__, function, live_tables=live_tables)
            return function

        return decorate(target) if callable(target) else decorate


class Template(Closing, Registrar):
    """Host functions that VMs begin with: VM(template=...). They cost nothing per
    VM. What is registered later is for the VMs made from then on."""

    __slots__ = ("_handle", "_home", "_free", "__weakref__")

    def __init__(self) -> None:
        handle = c_uint64()
        error = POINTER(_abi.luavm_buffer)()
        status = lib.template_new(byref(handle), byref(error))
        if status != _abi.LUAVM_OK:
            raise take_error(status, error)
        self._handle = handle.value
        self._home = Home()
        self._free = weakref.finalize(self, lib.template_free, self._handle)

    def register(
        self, name: str, function: Callable[..., Any], *, live_tables: bool = False
    ) -> None:
        if self.closed:
            raise ClosedError("this template is closed")
        error = POINTER(_abi.luavm_buffer)()
        told = definition(self._home, function, checked(name), live_tables)
        status = lib.template_register(self._handle, byref(told), byref(error))
        accept(self._home, status, told.user, error)

    register.__doc__ = Registrar.register.__doc__

    def close(self) -> None:
        """Ends the template; VMs made of it stay as they are. Never raises."""
        self._free()

    @property
    def closed(self) -> bool:
        return not self._free.alive
