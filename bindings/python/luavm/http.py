"""HTTP for the program itself, by the client that scripts have under a policy.

    luavm.http.get("https://example.com/").text()
    luavm.http.request("POST", url, body="x=1", headers={"Content-Type": "text/plain"})

A server that cannot be reached raises NetworkError, one that is not done in time
TimeoutError, a body over `max_bytes` OutputLimitError, what the policy forbids
SandboxError. Answers of 400 and above are answers.
"""

from __future__ import annotations

import json
from ctypes import POINTER, byref, c_void_p, cast, sizeof
from typing import Any, Dict, Iterable, Iterator, List, Mapping, Optional, Tuple, Union

from . import _abi
from ._library import lib
from ._memory import address_of, text_at
from .errors import ArgumentError, error_for
from .limits import Amount, amount, milliseconds
from .options import encode
from .policy import Policy
from .values import show

Text = Union[str, bytes]
Fields = Union[Mapping[str, Text], Iterable[Tuple[str, Text]]]

__all__ = ["Headers", "Response", "get", "request"]


class Headers(Mapping[str, str]):
    """Header fields by name, in any case; those that came repeatedly are joined with
    commas. `fields` has each as it came, in order."""

    __slots__ = ("fields", "_joined")

    def __init__(self, fields: Iterable[Tuple[str, str]]) -> None:
        self.fields: Tuple[Tuple[str, str], ...] = tuple(fields)
        self._joined: Dict[str, str] = {}
        for name, value in self.fields:
            key = name.lower()
            self._joined[key] = f"{self._joined[key]}, {value}" if key in self._joined else value

    def __getitem__(self, name: str) -> str:
        return self._joined[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._joined)

    def __len__(self) -> int:
        return len(self._joined)

    def __repr__(self) -> str:
        return f"<luavm.http.Headers {self._joined!r}>"


class Response:
    """What a server answered.

    status     200, 404, ...
    url        that of the last redirect
    headers    a Headers
    body       bytes, decompressed
    redirects  how many were followed
    """

    __slots__ = ("status", "url", "headers", "body", "redirects")

    def __init__(self, status: int, url: str, headers: Headers, body: bytes, redirects: int) -> None:
        self.status = status
        self.url = url
        self.headers = headers
        self.body = body
        self.redirects = redirects

    def text(self, encoding: Optional[str] = None) -> str:
        """The body as text, in the encoding that the server names, or UTF-8. Bytes
        that are none become U+FFFD."""
        return self.body.decode(encoding or self._charset() or "utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON. ValueError where it is none."""
        return json.loads(self.body)

    def _charset(self) -> Optional[str]:
        for part in self.headers.get("content-type", "").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                found = value.strip().strip('"')
                return found if _is_encoding(found) else None
        return None

    def __repr__(self) -> str:
        return f"<luavm.http.Response {self.status} {self.url} {len(self.body)} bytes>"


def get(
    url: Text,
    *,
    headers: Optional[Fields] = None,
    timeout: Optional[float] = None,
    max_bytes: Optional[Amount] = None,
    policy: Optional[Policy] = None,
) -> Response:
    """Asks for a document, and waits for it; see `request`."""
    return request("GET", url, headers=headers, timeout=timeout, max_bytes=max_bytes, policy=policy)


def request(
    method: Text,
    url: Text,
    *,
    headers: Optional[Fields] = None,
    body: Optional[Text] = None,
    timeout: Optional[float] = None,
    max_bytes: Optional[Amount] = None,
    redirects: bool = True,
    policy: Optional[Policy] = None,
) -> Response:
    """Asks a server, and waits for all of its answer. Other threads run meanwhile.

    headers    a mapping, or pairs where a name comes repeatedly
    body       bytes; of a str its UTF-8
    timeout    seconds for all of it; None: 30, or the policy's
    max_bytes  longest body, after decompression; None: 16 MiB, or the policy's
    redirects  whether they are followed, 20 of them or as many as the policy says
    policy     what its "http" says holds; None: any address
    """
    url_, method_ = encode("url", url), encode("method", method)
    if not method_:
        raise ArgumentError('method is empty; "GET" for example')
    body_ = b"" if body is None else encode("body", body)
    kept: List[bytes] = []
    fields = [_field(name, value, kept) for name, value in _pairs(headers)]
    asked = _abi.luavm_http_request(
        struct_size=sizeof(_abi.luavm_http_request),
        flags=0 if redirects else _abi.LUAVM_HTTP_NO_REDIRECT,
        url=url_,
        url_length=len(url_),
        method=method_,
        method_length=len(method_),
        fields=cast((_abi.luavm_http_field * len(fields))(*fields), c_void_p) if fields else None,
        field_count=len(fields),
        body=body_,
        body_length=len(body_),
        timeout_ms=milliseconds("timeout", timeout),
        response_bytes=amount("max_bytes", max_bytes),
        policy=0 if policy is None else _handle(policy),
    )
    answer = POINTER(_abi.luavm_http_response)()
    status = lib.http_request(byref(asked), byref(answer))
    try:
        if status != _abi.LUAVM_OK:
            raise error_for(status, show(text_at(answer.contents.message)) if answer else "")
        return _read(answer.contents)
    finally:
        lib.http_free(answer)


def _read(answer: Any) -> Response:
    fields = (_abi.luavm_http_field * answer.field_count).from_address(answer.fields or 0) if answer.field_count else ()
    return Response(
        answer.code,
        text_at(answer.url).decode("ascii"),
        Headers((_latin(field.name), _latin(field.value)) for field in fields),
        text_at(answer.body),
        answer.redirects,
    )


def _latin(run: Any) -> str:
    return text_at(run).decode("latin-1")


def _handle(policy: Policy) -> int:
    if not isinstance(policy, Policy):
        raise TypeError(f"policy must be a luavm.Policy, not {type(policy).__name__}")
    return policy._live()


def _pairs(headers: Optional[Fields]) -> Iterable[Tuple[str, Text]]:
    if headers is None:
        return ()
    return headers.items() if isinstance(headers, Mapping) else headers


def _field(name: Text, value: Text, kept: List[bytes]) -> Any:
    return _abi.luavm_http_field(_bytes("a header's name", name, kept), _bytes(f"header {name!r}", value, kept))


def _bytes(what: str, text: Text, kept: List[bytes]) -> Any:
    """One byte for each character, which must stay until the call is over."""
    if isinstance(text, str):
        try:
            text = text.encode("latin-1")
        except UnicodeEncodeError:
            raise ArgumentError(f"{what} has characters beyond Latin-1: encode it yourself, as bytes") from None
    elif not isinstance(text, bytes):
        raise TypeError(f"{what} must be str or bytes, not {type(text).__name__}")
    kept.append(text)
    return _abi.luavm_bytes(address_of(text), len(text))


def _is_encoding(name: str) -> bool:
    try:
        "".encode(name)
    except LookupError:
        return False
    return True
