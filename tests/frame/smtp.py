"""A mail server for the tests, on a socket of its own: it takes mail, refuses everybody, or refuses some."""

import socketserver
import threading
from contextlib import contextmanager


class Sink(socketserver.ThreadingTCPServer):
    """What it took stands in `taken`, as pairs of recipient and message."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port=0):
        super().__init__(("127.0.0.1", port), _Session)
        self.taken: list[tuple[str, str]] = []
        self.asked = 0
        self.refuses = lambda address: False

    @property
    def port(self):
        return self.server_address[1]


class _Session(socketserver.StreamRequestHandler):
    """As much of SMTP as smtplib speaks."""

    def handle(self):
        self._say("220 proef")
        to = []
        while line := self.rfile.readline().decode().strip():
            word = line.upper()
            if word.startswith(("EHLO", "HELO", "MAIL", "RSET", "NOOP")):
                self._say("250 ok")
            elif word.startswith("RCPT"):
                address = line.partition("<")[2].partition(">")[0]
                self.server.asked += 1
                if self.server.refuses(address):
                    self._say("450 nu niet")
                else:
                    to.append(address)
                    self._say("250 ok")
            elif word == "DATA":
                self._say("354 zeg maar")
                self.server.taken += [(address, self._message()) for address in to]
                to = []
                self._say("250 aangenomen")
            else:
                self._say("221 dag" if word == "QUIT" else "502 ken ik niet")
                if word == "QUIT":
                    return

    def _message(self):
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        return "\n".join(lines)

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def mail_server(settings, *, refuses=lambda address: False):
    """A server that runs for a while and that the portal mails through; afterwards nobody listens there."""
    with Sink() as sink:
        sink.refuses = refuses
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        running = threading.Thread(target=sink.serve_forever, kwargs={"poll_interval": 0.02})
        running.start()
        try:
            yield sink
        finally:
            sink.shutdown()
            running.join()
