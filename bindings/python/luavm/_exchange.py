"""What goes between Python and one VM, beside plain data: references, functions
and objects."""

from __future__ import annotations

from ctypes import POINTER, addressof, byref, c_uint64, c_void_p
from typing import Any, Dict, List, Optional, Tuple

from . import _abi, _define
from ._homes import Home
from ._library import native
from ._memory import MEMORY, OBJECT, VALUE, head, signed
from .errors import ArgumentError, ClosedError
from .exposure import ATTRIBUTE, ERROR, Exposure

_REFERENCE = _abi.LUAVM_VALUE_REFERENCE
_TAKEN = _abi.LUAVM_VALUE_REFERENCE | _abi.LUAVM_VALUE_TAKE
_TAKEN_FUNCTION = head(_abi.LUAVM_FUNCTION, _TAKEN)
_TAKEN_USERDATA = head(_abi.LUAVM_USERDATA, _TAKEN)


class Exchange(Home):
    """The part of a Space that knows what is lent and borrowed."""

    __slots__ = ("handle", "kinds", "exposed")

    def __init__(self) -> None:
        super().__init__()
        self.handle = 0
        self.kinds: Dict[Exposure, int] = {}  # classes made in this VM
        self.exposed: Dict[Any, Tuple[Any, Exposure]] = {}

    @property
    def closed(self) -> bool:
        raise NotImplementedError

    def reference(self, kind: int, ref: int, borrowed: bool = False) -> Any:
        """The object for a reference. Borrowed ones belong to the call of a host
        function, so another is made."""
        if borrowed and ref:
            words = c_void_p * 2
            value = words.from_buffer_copy(VALUE.pack(kind, _REFERENCE, signed(ref)))
            ref = self.keep(addressof(value))
        return _define.REFERENCES[kind](self, ref, kind)

    def keep(self, address: int) -> int:
        """A reference to the value at an address."""
        ref = c_uint64()
        error = POINTER(_abi.luavm_buffer)()
        status = native.vm_keep(self.handle, address, byref(ref), byref(error))
        if status != _abi.LUAVM_OK:
            raise self.refused(status, error)
        return ref.value

    def host_object(self, address: int) -> Any:
        """The Python object behind a luavm_object."""
        return self.objects.get(OBJECT.unpack_from(MEMORY, address)[2])

    def refused(self, status: int, error: Any) -> Exception:
        """The exception for a status and its message, which is freed."""
        problem = super().refused(status, error)
        if status == _abi.LUAVM_HANDLE and self.closed:
            return ClosedError("this VM is closed")
        return problem

    def value_of(self, value: Any, taken: List[int]) -> Tuple[int, int]:
        """The words of a luavm_value for what is no plain data. References made
        for it are added to `taken`."""
        if isinstance(value, _define.REFERENCE):
            if value._space is not self or value._ref == 0:
                raise TypeError
            return head(value._kind, _REFERENCE), signed(value._ref)
        exposure = self.exposure_of(value)
        if exposure is not None:
            ref = _define.make_object(self, exposure, value)
            word = _TAKEN_USERDATA
        elif callable(value) and not isinstance(value, type):
            ref = _define.make_function(self, value)
            word = _TAKEN_FUNCTION
        else:
            raise TypeError
        taken.append(ref)
        return word, signed(ref)

    def refusal(self, path: str, value: Any) -> Optional[BaseException]:
        """Why value_of refuses a value; None where it does not."""
        if isinstance(value, _define.REFERENCE):
            if value._space is not self:
                return ArgumentError(f"{path} is {value!r} of another VM")
            return ClosedError(f"{path} is closed: {value!r}") if value._ref == 0 else None
        if self.exposure_of(value) is not None:
            return None
        if callable(value) and not isinstance(value, type):
            return None
        what = f"the class {value.__name__}" if isinstance(value, type) else type(value).__name__
        return TypeError(
            f"{path} is of type {what}, which has no form in Lua; "
            "luavm.exposed and VM.expose let scripts use objects"
            if not isinstance(value, type)
            else f"{path} is {what}, which has no form in Lua; pass a function that makes one"
        )

    def expose(self, target: Any, exposure: Exposure) -> None:
        """Scripts of this VM may use an object, or the objects of a class."""
        key = target if isinstance(target, type) else id(target)
        self.exposed[key] = (target, exposure)

    def exposure_of(self, value: Any) -> Optional[Exposure]:
        """What scripts may reach of an object; None if it is not exposed."""
        if self.exposed:
            found = self.exposed.get(id(value))
            if found is not None:
                return found[1]
            for cls in type(value).__mro__:
                found = self.exposed.get(cls)
                if found is not None:
                    return found[1]
        exposure: Optional[Exposure] = getattr(type(value), ATTRIBUTE, None)
        if exposure is None and isinstance(value, BaseException):
            return ERROR
        return exposure
