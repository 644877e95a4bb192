"""Ctrl-C stops a script that runs in the main thread.

Python runs signal handlers in the main thread, between two of its own
instructions, and so not while that thread is inside the library. But its C
handler writes the signal's number to the "wakeup descriptor" at once. For the
time of a call in the main thread that descriptor is ours (1 us); a thread
sleeps on its other end and calls vm_interrupt. The script then ends, Python runs
its SIGINT handler, and that raises KeyboardInterrupt.

A VM whose scripts end within a second by their own limit goes without: small
calls would take twice as long, and nobody would see Ctrl-C work any sooner.

The descriptor may belong to an event loop: the loop gets it back after the eval,
together with the numbers that arrived.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
import threading
import time
from typing import Any, Callable, Tuple

from . import _abi
from ._library import lib

_INTERVAL = 0.001  # seconds between two interrupts: one may come before the eval
_NONE = -1

_get_ident = threading.get_ident
_set_wakeup_fd = signal.set_wakeup_fd

_usable = os.name == "posix"
_main = 0  # the main thread's ident, once the watcher runs
_current = (0, _NONE)  # the VM running there, or 0; the descriptor's owner
_lock = threading.RLock()  # a signal handler may evaluate while this is held
_reader: Any = None
_fd = _NONE


def guarded(native: Callable[..., int], vm: Any, *arguments: Any) -> int:
    """native(vm, ...); Ctrl-C stops it when it is called in the main thread."""
    global _current
    if _get_ident() != _main and not _start():
        return native(vm, *arguments)
    outer = _current  # not idle when a signal handler or a finalizer evaluates
    owner = _NONE
    status = _abi.LUAVM_CANCELLED
    try:
        _current = (vm, _fd)
        owner = _set_wakeup_fd(_fd)
        _current = (vm, owner)
        status = native(vm, *arguments)
        return status
    finally:
        with _lock:  # the watcher is not about to interrupt the eval that ended
            _current = outer
            _set_wakeup_fd(owner)
            if owner not in (_NONE, _fd):
                _hand_on(owner)
            elif status == _abi.LUAVM_CANCELLED:
                _take()  # lest it stop the next eval too


def shielded(space: Any, native: Callable[..., int], *arguments: Any) -> int:
    """native(...); for callbacks over ctypes. Python may run its SIGINT handler before
    the first line of one, where nothing catches KeyboardInterrupt: ctypes then hands it
    to sys.unraisablehook, and the script would go on."""
    if _get_ident() != threading.main_thread().ident:
        return native(*arguments)
    outer = sys.unraisablehook

    def hook(lost: Any) -> None:
        if lost.object is not space.callback or not isinstance(lost.exc_value, BaseException):
            outer(lost)
            return
        space.leaving = lost.exc_value
        lib.vm_interrupt(space.handle)

    sys.unraisablehook = hook
    try:
        return native(*arguments)
    finally:
        sys.unraisablehook = outer


def _start() -> bool:
    """Starts the watcher at the main thread's first eval. False: do without."""
    global _usable, _main, _reader, _fd
    if not _usable or _get_ident() != threading.main_thread().ident:
        return False
    ends: Tuple[Any, ...] = ()
    try:
        ends = _reader, writer = socket.socketpair()
        writer.setblocking(False)
        _set_wakeup_fd(_set_wakeup_fd(writer.fileno()))
        threading.Thread(target=_watch, name="luavm-sigint", daemon=True).start()
    except (OSError, RuntimeError, ValueError):  # no descriptors, exiting, subinterpreter
        _usable = False
        for end in ends:
            end.close()
        return False
    _fd = writer.detach()  # open for as long as the process, and so is the other end
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(_reader))
    _main = _get_ident()
    return True


def _watch() -> None:
    while True:
        _reader.recv(1, socket.MSG_PEEK)  # sleeps until there is one
        with _lock:  # what is there now belongs to the eval that runs now
            vm, owner = _current
            if vm and signal.SIGINT in _peek():
                lib.vm_interrupt(vm)
            elif owner == _NONE:
                _take()
        time.sleep(_INTERVAL)


def _peek() -> bytes:
    return _receive(socket.MSG_DONTWAIT | socket.MSG_PEEK)


def _take() -> bytes:
    return _receive(socket.MSG_DONTWAIT)


def _receive(flags: int) -> bytes:
    try:
        return bytes(_reader.recv(4096, flags))
    except BlockingIOError:
        return b""


def _hand_on(owner: int) -> None:
    numbers = _take()
    if numbers:
        try:
            os.write(owner, numbers)
        except OSError:  # its buffer is full: it will wake up anyway
            pass


def _after_fork() -> None:
    """A child has no watcher, and must not wake its parent's."""
    global _usable, _main
    _usable, _main = False, 0
    if _current[0]:
        _set_wakeup_fd(_NONE)


if _usable:
    os.register_at_fork(after_in_child=_after_fork)
