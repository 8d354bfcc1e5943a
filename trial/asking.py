"""Asking over real connections, one for each request as a proxy would; an answer is whole or there is none."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from benchmarks.place import HOST

PATIENCE = 120.0
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class NoAnswer(Exception):
    """The connection was refused, broken off, or nothing came: what was asked may have been done or not."""


@dataclass
class Answer:
    """What came back, and when it was asked and answered (seconds of this machine's clock)."""

    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes
    began: float
    ended: float

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def location(self) -> str:
        return urlsplit(self.headers.get("location", "")).path


async def exchange(port, request: bytes) -> Answer:
    """Send the bytes of a request and read the whole answer."""
    began = time.time()
    writer = None
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(HOST, port)
            writer.write(request)
            await writer.drain()
            received = await reader.read(-1)
    except (OSError, TimeoutError) as error:
        raise NoAnswer(type(error).__name__) from error
    finally:
        if writer:
            writer.close()
    return _parsed(received, began, has_body=not request.startswith(b"HEAD "))


def _parsed(received, began, *, has_body) -> Answer:
    head, found, body = received.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    if not found or not re.match(r"HTTP/1\.1 \d{3} ", lines[0]):
        raise NoAnswer("half")
    headers, cookies = {}, []
    for line in lines[1:]:
        name, _colon, value = line.partition(": ")
        if name.lower() == "set-cookie":
            cookies.append(value)
        headers[name.lower()] = value
    length = headers.get("content-length")
    if has_body and length is not None and len(body) != int(length):
        raise NoAnswer("half")
    return Answer(int(lines[0][9:12]), headers, cookies, body, began, time.time())


@dataclass
class Browser:
    """One person's cookies, and the address from which a proxy of ours says that they come."""

    port: int
    address: str
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, address) -> Answer:
        return self._keep(await exchange(self.port, self.request("GET", address)))

    async def post(self, address, fields, *, htmx=False) -> Answer:
        body = urlencode(fields).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": len(body)}
        if htmx:
            headers |= {"HX-Request": "true", "X-CSRFToken": self.cookies.get("csrftoken", "")}
        return self._keep(await exchange(self.port, self.request("POST", address, headers, body)))

    def request(self, method, address, headers=None, body=b"") -> bytes:
        """The bytes of a request of this person."""
        said = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": self.address,
            "Origin": f"https://{HOST}",
            "Connection": "close",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        } | (headers or {})
        lines = [f"{method} {address} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    def _keep(self, answer) -> Answer:
        for cookie in answer.cookies:
            name, _equals, rest = cookie.partition("=")
            value, _semicolon, attributes = rest.partition(";")
            if "max-age=0" in attributes.lower():
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value
        return answer


def token_of(text) -> str:
    """The token that a form of a page carries."""
    found = _TOKEN.search(text)
    return found[1] if found else ""
