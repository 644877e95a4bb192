"""The VM."""

from __future__ import annotations

from ctypes import byref, sizeof
from typing import Any, Callable, NoReturn, Optional, TypeVar

from . import _abi
from ._define import register
from ._codec import Encoder
from ._library import lib
from ._owned import Closing
from ._space import Space
from .errors import ClosedError
from .exposure import Exposure, Names
from .gc import GC, Memory
from .globals import Globals, get_global, set_global
from .limits import Amount, shown
from .options import vm_options
from .policy import Policy
from .scripts import Scripts
from .table import Table
from .template import Registrar, Template
_T = TypeVar("_T")


class VM(Closing, Scripts, Registrar):
    """A sandboxed Lua 5.4 VM.

    memory_limit       bytes for all that the VM causes, at least 65,536; 32 MiB
    timeout            seconds of wall time for each eval; 1.0
    fuel               units for each eval: a branch, a loop turn or a call is
                       one, and the same script spends the same; no limit
    profile            what scripts may reach: "locked", "standard" or "trusted";
                       "standard"
    preset             a set of limits: "default", "embedded", "production" or
                       "development"; what is given beside it goes before
    output_limit       bytes that print may write in each eval
    result_limit       bytes of returned values in each eval
    memory_soft_limit  bytes from which the collector works harder
    memory_errors_catchable
                       running out of memory is an error that pcall may catch
    template           host functions to begin with
    policy             limits where none are given here, libraries and services
    group              the quota group that it is charged to, made if it is not there

    None is the default named here, or the preset's or the policy's
    where one is given.
    luavm.UNLIMITED is no limit.

    Any thread may use a VM, one at a time: a second one gets BusyError at once.
    interrupt, memory and close may be called at any moment. Leaving a `with`
    block closes the VM, and so does the end of the last reference to it and to all
    its functions and tables.

    Raises ArgumentError; QuotaError at the process's VM cap or memory quota;
    MemoryLimitError when the system has none; UnsupportedError; ForkedError.
    """

    __slots__ = ("_space", "__weakref__")

    def __init__(
        self,
        memory_limit: Optional[Amount] = None,
        timeout: Optional[float] = None,
        fuel: Optional[Amount] = None,
        profile: Optional[str] = None,
        preset: Optional[str] = None,
        output_limit: Optional[Amount] = None,
        result_limit: Optional[Amount] = None,
        memory_soft_limit: Optional[Amount] = None,
        memory_errors_catchable: bool = False,
        template: Optional[Template] = None,
        policy: Optional[Policy] = None,
        group: Optional[str] = None,
    ) -> None:
        if template is not None and template.closed:
            raise ClosedError("this template is closed")
        options = vm_options(
            memory_limit,
            timeout,
            fuel,
            profile,
            preset,
            output_limit,
            result_limit,
            memory_soft_limit,
            memory_errors_catchable,
            template._handle if template else 0,
            policy._live() if policy is not None else 0,
            group or "",
        )
        self._space = Space(options, template._home if template else None)

    def register(
        self, name: str, function: Callable[..., Any], *, live_tables: bool = False
    ) -> None:
        register(self._space, name, function, live_tables)

    register.__doc__ = Registrar.register.__doc__

    def expose(
        self,
        target: _T,
        *,
        methods: Names = (),
        properties: Names = (),
        writable: Names = (),
        name: Optional[str] = None,
    ) -> _T:
        """Lets scripts of this VM use an object, or the objects of a class, wherever
        they meet it; for the arguments see luavm.exposed. The VM keeps the object.
        Returns it, so that `vm.set("player", vm.expose(player, ...))` works."""
        cls = target if isinstance(target, type) else type(target)
        exposure = Exposure(name or cls.__name__, methods, properties, writable)
        self._space.expose(target, exposure)
        return target

    @property
    def globals(self) -> Globals:
        """The globals that all scripts find, as a mapping."""
        return Globals(self._space)

    def get(self, path: str, default: Any = None, *, live_tables: bool = False) -> Any:
        """A global, or what is below one, "limits.cpu.max": copies, or luavm.Table.
        Metamethods do not run."""
        found = get_global(self._space, path, live_tables)
        return default if found is None else found

    def set(self, path: str, value: Any, *, read_only: bool = False) -> None:
        """Writes one, for the lasting globals and for fresh ones. Tables on the way
        are made. None removes. read_only: scripts cannot write the table, nor any in
        it."""
        flags = _abi.LUAVM_SET_READ_ONLY if read_only else 0
        set_global(self._space, path, value, flags)

    def table(self, value: Any = ()) -> Table:
        """A new Lua table with the content of a list or a dict, as a view."""
        if not isinstance(value, (list, tuple, dict)):
            raise TypeError(f"value must be a list or a dict, not {type(value).__name__}")
        words = Encoder(self._space, (value,))
        return Table(self._space, self._space.keep(words.address), _abi.LUAVM_TABLE)

    def interrupt(self) -> None:
        """Stops what runs, from any thread: that call raises CancelledError.
        Nothing happens if nothing runs."""
        self._check(lib.vm_interrupt(self._space.handle))

    def memory(self) -> Memory:
        """Reads the memory counters, from any thread, at any moment."""
        block = _abi.luavm_memory(struct_size=sizeof(_abi.luavm_memory))
        self._check(lib.vm_mem_usage(self._space.handle, byref(block)))
        read = Memory(*(getattr(block, name) for name in Memory._fields))
        return read._replace(
            limit_bytes=shown(read.limit_bytes), soft_bytes=shown(read.soft_bytes)
        )

    @property
    def gc(self) -> GC:
        """The garbage collector."""
        return GC(self)

    def reset(self) -> None:
        """Throws away everything scripts have left; the options stay."""
        self._space.reset()

    def close(self) -> None:
        """Gives all of its memory back. An eval that runs is stopped and raises
        ClosedError. Closing again does nothing. Never raises."""
        self._space.close()

    @property
    def closed(self) -> bool:
        return self._space.closed

    def __repr__(self) -> str:
        return f"<luavm.VM {self._space.handle:#x}{' closed' if self.closed else ''}>"

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise TypeError("a luavm.VM cannot be copied or pickled: it lives in this process alone")

    def _check(self, status: int) -> None:
        self._space.check(status)
