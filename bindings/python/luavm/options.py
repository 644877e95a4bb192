"""The option structs of vm_new and vm_eval, from Python arguments."""

from __future__ import annotations

from ctypes import sizeof
from typing import Optional, Union

from . import _abi
from .errors import ArgumentError
from .limits import PRESETS, PROFILES, Amount, amount, choice, milliseconds


def vm_options(
    memory_limit: Optional[Amount],
    timeout: Optional[float],
    fuel: Optional[Amount],
    profile: str,
    preset: Optional[str],
    output_limit: Optional[Amount],
    result_limit: Optional[Amount],
    memory_soft_limit: Optional[Amount],
    memory_errors_catchable: bool,
) -> _abi.luavm_vm_options:
    """The options of a VM."""
    if preset is None:
        memory_limit = 32 << 20 if memory_limit is None else memory_limit
        timeout = 1.0 if timeout is None else timeout
    return _abi.luavm_vm_options(
        struct_size=sizeof(_abi.luavm_vm_options),
        flags=_abi.LUAVM_VM_MEMORY_CATCHABLE if memory_errors_catchable else 0,
        profile=choice("profile", profile, PROFILES),
        preset=choice("preset", preset, PRESETS),
        memory_bytes=amount("memory_limit", memory_limit),
        memory_soft_bytes=amount("memory_soft_limit", memory_soft_limit),
        fuel=amount("fuel", fuel),
        wall_ms=milliseconds("timeout", timeout),
        output_bytes=amount("output_limit", output_limit),
        result_bytes=amount("result_limit", result_limit),
    )


def eval_options(
    name: str,
    timeout: Optional[float],
    fuel: Optional[Amount],
    output_limit: Optional[Amount],
    result_limit: Optional[Amount],
    keep_globals: bool,
) -> Optional[_abi.luavm_eval_options]:
    """The options of one eval; None when all are the VM's own."""
    limits = (timeout, fuel, output_limit, result_limit)
    if not keep_globals and name == "script" and limits == (None, None, None, None):
        return None
    chunk_name = encode("name", name)
    return _abi.luavm_eval_options(
        struct_size=sizeof(_abi.luavm_eval_options),
        flags=_abi.LUAVM_EVAL_KEEP_ENVIRONMENT if keep_globals else 0,
        chunk_name=chunk_name,
        chunk_name_length=len(chunk_name),
        fuel=amount("fuel", fuel),
        wall_ms=milliseconds("timeout", timeout),
        output_bytes=amount("output_limit", output_limit),
        result_bytes=amount("result_limit", result_limit),
    )


def encode(name: str, text: Union[str, bytes]) -> bytes:
    """UTF-8 of a str; bytes as they are."""
    if isinstance(text, bytes):
        return text
    if not isinstance(text, str):
        raise TypeError(f"{name} must be str or bytes, not {type(text).__name__}")
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise ArgumentError(f"{name} has no UTF-8 form: {error}") from None
