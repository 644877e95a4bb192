"""WebSocket for the program itself, by the client that scripts have under a policy.

    with luavm.WebSocket("wss://example.com/chat") as socket:
        socket.send("hello")
        for message in socket:
            print(message)
"""

from __future__ import annotations

from ctypes import byref, c_int32, c_uint64, c_void_p, cast, sizeof
from typing import Iterable, Iterator, List, Optional, Union

from . import _abi
from ._library import lib
from ._memory import text_at
from ._owned import Owned, no_error
from .errors import ArgumentError
from .http import Fields, Text, _field, _handle, _pairs
from .limits import Amount, amount, milliseconds
from .options import encode
from .policy import Policy

Message = Union[str, bytes]


class WebSocket(Owned):
    """A connection, open until `close`, the end of a `with` block or its last reference.

    url         ws: or wss:
    headers     of the handshake: a mapping, or pairs where a name comes repeatedly
    protocols   subprotocols to choose from, best first
    timeout     seconds for the handshake; None: 30, or the policy's
    max_bytes   longest message that may come; None: 1 MiB, or the policy's
    queue_bytes received and not yet asked for: beyond it the peer has to wait; None: 256 KiB, or the policy's
    ping        seconds between two pings; None: 30, or the policy's; luavm.UNLIMITED: none
    policy      what its "ws" says holds; None: any address

    All methods may be called from any thread; other threads run while one waits.
    """

    __slots__ = ("code", "reason")

    _what = "connection"

    code: Optional[int]
    """Why the peer has closed, once it has; 1005: it did not say."""
    reason: str
    """In its words."""

    def __init__(
        self,
        url: Text,
        *,
        headers: Optional[Fields] = None,
        protocols: Iterable[str] = (),
        timeout: Optional[float] = None,
        max_bytes: Optional[Amount] = None,
        queue_bytes: Optional[Amount] = None,
        ping: Optional[float] = None,
        policy: Optional[Policy] = None,
    ) -> None:
        url_, protocols_ = encode("url", url), encode("protocols", ",".join(protocols))
        kept: List[bytes] = []
        fields = [_field(name, value, kept) for name, value in _pairs(headers)]
        options = _abi.luavm_ws_options(
            struct_size=sizeof(_abi.luavm_ws_options),
            url=url_,
            url_length=len(url_),
            fields=cast((_abi.luavm_http_field * len(fields))(*fields), c_void_p) if fields else None,
            field_count=len(fields),
            protocols=protocols_,
            protocols_length=len(protocols_),
            timeout_ms=milliseconds("timeout", timeout),
            message_bytes=amount("max_bytes", max_bytes),
            queue_bytes=amount("queue_bytes", queue_bytes),
            ping_ms=milliseconds("ping", ping),
            policy=0 if policy is None else _handle(policy),
        )
        self.code = None
        self.reason = ""
        handle = c_uint64()
        error = no_error()
        status = lib.ws_connect(byref(options), byref(handle), byref(error))
        self._check(status, error)
        self._own(handle.value, lib.ws_free)

    def send(self, message: Union[str, bytes, bytearray, memoryview], *, timeout: Optional[float] = None) -> None:
        """Sends a str as text, anything else as bytes, and waits until the system has it.

        timeout  seconds; None: 30. After a TimeoutError the connection is of no more use.
        """
        if isinstance(message, str):
            kind, data = _abi.LUAVM_WS_TEXT, encode("message", message)
        elif isinstance(message, (bytes, bytearray, memoryview)):
            kind, data = _abi.LUAVM_WS_BINARY, bytes(message)
        else:
            raise TypeError(f"message must be str or bytes, not {type(message).__name__}")
        error = no_error()
        wait = milliseconds("timeout", timeout)
        self._check(lib.ws_send(self._live(), kind, data, len(data), wait, byref(error)), error)

    def receive(self, timeout: Optional[float] = None) -> Optional[Message]:
        """The next message: text as str, else bytes. None: the peer has closed; see `code`.

        timeout  seconds until TimeoutError, after which it may be asked again; None: none
        """
        wait = _abi.LUAVM_UNLIMITED if timeout is None else 0 if timeout == 0 else milliseconds("timeout", timeout)
        if self.code is not None:
            return None
        kind, code = c_int32(), c_int32()
        data, error = no_error(), no_error()
        status = lib.ws_receive(self._live(), wait, byref(kind), byref(code), byref(data), byref(error))
        self._check(status, error)
        try:
            message = text_at(data.contents)
        finally:
            lib.luavm_buffer_free(data)
        if kind.value == _abi.LUAVM_WS_BINARY:
            return message
        text = message.decode()
        if kind.value == _abi.LUAVM_WS_TEXT:
            return text
        self.reason, self.code = text, code.value
        return None

    def __iter__(self) -> Iterator[Message]:
        """All messages until the peer closes."""
        while (message := self.receive()) is not None:
            yield message

    def close(self, code: int = 1000, reason: str = "", *, timeout: Optional[float] = None) -> None:
        """Says good-bye, and gives the connection back. Closing again does nothing.

        code     1000, 1001, 1003, 1007 to 1011 or 3000 to 4999
        reason   at most 123 bytes of UTF-8
        timeout  seconds for the peer to answer, after which it is cut off; None: 5
        """
        if self.closed:
            return
        reason_, wait = encode("reason", reason), milliseconds("timeout", timeout)
        if isinstance(code, bool) or not isinstance(code, int) or not 0 < code < 1 << 31:
            raise ArgumentError(f"code must be a close code, not {code!r}")
        error = no_error()
        status = lib.ws_close(self._handle, code, reason_, len(reason_), wait, byref(error))
        if status == _abi.LUAVM_ARGUMENT:
            raise self._refused(status, error)
        lib.luavm_buffer_free(error)
        super().close()

    def __repr__(self) -> str:
        state = "closed" if self.closed else "open" if self.code is None else f"closed by the peer with {self.code}"
        return f"<luavm.WebSocket {state}>"
