"""A small load generator: so many connections, kept open, each asking again as soon as it was answered."""

import selectors
import socket
import time
from dataclasses import dataclass, field

CONNECTIONS = 16
PATIENCE = 120.0


@dataclass
class Target:
    """Where to ask what: `ask(n)` gives the request of connection n, as bytes."""

    port: int
    ask: object
    status: int = 200
    rates: list[float] = field(default_factory=list)

    def run(self, seconds) -> float:
        """Answers a second over so many seconds; an answer with another status ends the run."""
        rate = _run(self.port, self.ask, self.status, seconds)
        self.rates.append(rate)
        return rate


def get(address, headers=()):
    """A request that is the same each time."""
    lines = [f"GET {address} HTTP/1.1", "Host: 127.0.0.1", "X-Forwarded-Proto: https", *headers]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    return lambda number: request


class Connection:
    """One connection that asks and reads whole answers."""

    def __init__(self, number, port):
        self.number = number
        self.socket = _connect(port)
        self.buffer = b""

    def ask(self, request):
        self.buffer = b""
        self.socket.sendall(request)

    @property
    def is_over(self) -> bool:
        """Whether the server closes after this answer, as a sync worker does."""
        return b"\r\nconnection: close" in self.buffer.partition(b"\r\n\r\n")[0].lower()

    def read(self):
        """The status, once the answer is whole; 0 before."""
        received = self.socket.recv(1 << 18)
        if not received:
            raise SystemExit("De webserver verbrak een verbinding.")
        self.buffer += received
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        return int(head[9:12]) if found and _is_whole(head.lower(), body) else 0


def _is_whole(head, body) -> bool:
    if b"\r\ncontent-length:" in head:
        return len(body) >= int(head.split(b"\r\ncontent-length:")[1].split(b"\r\n")[0])
    if b"\r\ntransfer-encoding: chunked" in head:
        return body.endswith(b"0\r\n\r\n")
    return head[9:12] == b"304"


def _run(port, ask, status, seconds) -> float:
    with selectors.DefaultSelector() as selector:
        connections = [Connection(number, port) for number in range(CONNECTIONS)]
        for one in connections:
            selector.register(one.socket, selectors.EVENT_READ, one)
            one.ask(ask(one.number))
        begin = time.perf_counter()
        answered, asking = 0, len(connections)
        while asking:
            for key, _events in selector.select(PATIENCE):
                one = key.data
                got = one.read()
                if not got:
                    continue
                if got != status:
                    raise SystemExit(f"{ask(one.number)[:300]!r} gaf {got}: {one.buffer[:2000]!r}")
                answered += 1
                if time.perf_counter() - begin >= seconds:
                    asking -= 1
                    selector.unregister(one.socket)
                elif one.is_over:
                    selector.unregister(one.socket)
                    one.socket.close()
                    one.socket = _connect(port)
                    selector.register(one.socket, selectors.EVENT_READ, one)
                    one.ask(ask(one.number))
                else:
                    one.ask(ask(one.number))
        elapsed = time.perf_counter() - begin
        for one in connections:
            one.socket.close()
    return answered / elapsed


def _connect(port):
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection
