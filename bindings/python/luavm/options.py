"""The option structs of vm_new and vm_eval, from Python arguments."""

from __future__ import annotations

from ctypes import addressof, c_void_p, sizeof
from typing import Optional, Union

from . import _abi
from .errors import ArgumentError
from .limits import PRESETS, PROFILES, UNLIMITED, Amount, amount, choice, milliseconds


def vm_options(
    memory_limit: Optional[Amount],
    timeout: Optional[float],
    fuel: Optional[Amount],
    profile: Optional[str],
    preset: Optional[str],
    output_limit: Optional[Amount],
    result_limit: Optional[Amount],
    memory_soft_limit: Optional[Amount],
    memory_errors_catchable: bool,
    host: int = 0,
    policy: int = 0,
    group: Union[str, bytes] = b"",
) -> _abi.luavm_vm_options:
    """The options of a VM."""
    group = encode("group", group)
    if preset is None and not policy:
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
        host=host,
        policy=policy,
        group=group,
        group_length=len(group),
    )


def eval_options(
    name: str = "script",
    timeout: Optional[float] = None,
    fuel: Optional[Amount] = None,
    output_limit: Optional[Amount] = None,
    result_limit: Optional[Amount] = None,
    keep_globals: bool = False,
    live_tables: bool = False,
    slice_fuel: Optional[Amount] = None,
) -> Optional[_abi.luavm_eval_options]:
    """The options of one call; None when all are the VM's own."""
    if (
        not keep_globals
        and not live_tables
        and name == "script"
        and timeout is None
        and fuel is None
        and output_limit is None
        and result_limit is None
        and slice_fuel is None
    ):
        return None
    chunk_name = encode("name", name)
    return _abi.luavm_eval_options(
        struct_size=sizeof(_abi.luavm_eval_options),
        flags=_abi.LUAVM_EVAL_KEEP_FUNCTIONS
        | (_abi.LUAVM_EVAL_KEEP_ENVIRONMENT if keep_globals else 0)
        | (_abi.LUAVM_EVAL_KEEP_TABLES if live_tables else 0),
        chunk_name=chunk_name,
        chunk_name_length=len(chunk_name),
        fuel=amount("fuel", fuel),
        wall_ms=milliseconds("timeout", timeout),
        output_bytes=amount("output_limit", output_limit),
        result_bytes=amount("result_limit", result_limit),
        slice_fuel=0 if slice_fuel == UNLIMITED else amount("slice_fuel", slice_fuel),
    )


def flag_options(flags: int) -> _abi.luavm_eval_options:
    """Options without limits of their own."""
    return _abi.luavm_eval_options(
        struct_size=sizeof(_abi.luavm_eval_options),
        flags=_abi.LUAVM_EVAL_KEEP_FUNCTIONS | flags,
    )


COPIES = flag_options(0)
LIVE = flag_options(_abi.LUAVM_EVAL_KEEP_TABLES)
SHALLOW = flag_options(_abi.LUAVM_EVAL_SHALLOW)
DEFAULT_OPTIONS = c_void_p(addressof(COPIES))

LONG_MS = 1000
"""What a script may take without a look at Ctrl-C."""


def may_be_long(wall_ms: int, default: bool = True) -> bool:
    """Whether Ctrl-C must stop a script under this limit; `default` for none."""
    return wall_ms > LONG_MS if wall_ms else default

def resumed(options: _abi.luavm_eval_options) -> _abi.luavm_eval_options:
    """What of a call's options its later slices take."""
    return _abi.luavm_eval_options(
        struct_size=sizeof(_abi.luavm_eval_options),
        flags=options.flags,
        slice_fuel=options.slice_fuel,
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
