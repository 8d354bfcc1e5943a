"""The machine of a trial: the servers of the benchmarks, a worker beside them, and what a supervisor does when one dies."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.place import HOST, Place, free_port, wait_for
from samenleven.tryout.children import Child, write_down
from samenleven.tryout.processes import read_pid

STEP = 0.2
# As in `make demo`.
WORKER = ["celery", "-A", "samenleven", "worker", "--concurrency", "1", "--loglevel", "WARNING"]
WORKER += ["--without-gossip", "--without-mingle", "--without-heartbeat", "--beat", "--schedule"]


class Ground(Place):
    """One database, gunicorn, a Celery worker with its clock; who dies is started again unless it is to stay down."""

    def __init__(self):
        super().__init__(prefix="samenleven-trial-")
        self.port = free_port()
        self.web: Child | None = None
        self.worker: Child | None = None
        self._down: set[Child] = set()
        self._holders: list[subprocess.Popen[bytes]] = []
        self._leaving = threading.Event()
        self._supervisor = threading.Thread(target=self._supervise, daemon=True)

    def __enter__(self):
        super().__enter__()
        # One database and one cache: whatever starts from here on, and starts again, finds them in the environment.
        os.environ.update(self.environment(self.url))
        return self

    def __exit__(self, *what):
        self._leaving.set()
        if self._supervisor.is_alive():
            self._supervisor.join()
        for holder in self._holders:
            holder.wait()
        super().__exit__(*what)

    def environment(self, url) -> dict:
        return super().environment(url) | {
            "DJANGO_SETTINGS_MODULE": "trial.settings",
            "SECRET_KEY": "only-for-the-trial",
            # The browser says http to a server that hears https from everybody.
            "CSRF_TRUSTED_ORIGINS": f"http://{HOST}:{self.port}",
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "LOG_LEVEL": "WARNING",
        }

    def start(self):
        """The web server and the worker, and somebody who starts them again."""
        self.web = self._child("web", self.web_command("samenleven.wsgi", self.port))
        self.worker = self._child("worker", [sys.executable, "-m", *WORKER, self.state.folder / "beat" / "schedule"])
        wait_for(self.port, self.web)
        self._supervisor.start()

    def _child(self, name, command) -> Child:
        child = Child(name, command, Path(self.state.log) / f"{name}.log")
        child.start()
        self.children.append(child)
        # Whoever kills the trial itself leaves nothing behind: the keeper of the servers stops these too.
        write_down(self.state, self.children)
        return child

    def _supervise(self):
        while not self._leaving.wait(STEP):
            for child in self.children:
                if not child.is_alive() and child not in self._down:
                    # What cannot be started now is tried again: who supervises never stops by a fault.
                    with suppress(OSError):
                        child.start()
                        write_down(self.state, self.children)

    # --- what dies ----------------------------------------------------------------------------------------------------
    def kill_web_worker(self):
        """One of gunicorn's processes; its master starts another."""
        os.kill(children_of(self.web.process.pid)[0], signal.SIGKILL)

    @contextmanager
    def without(self, child, *, at_once=False):
        """A process killed, and not started again until the block ends; what it started itself ends later, or at once."""
        self._down.add(child)
        try:
            (os.killpg if at_once else os.kill)(child.process.pid, signal.SIGKILL)
            yield
        finally:
            self._down.discard(child)

    def kill_server(self, name, seconds):
        """Kill PostgreSQL or Valkey; their keeper starts it again after so many seconds.

        The keeper would at once: it is held meanwhile, by a process that lets go of it whatever becomes of us.
        """
        pid = self.server_pid(name)
        self._hold(parent_of(pid), seconds)
        os.kill(pid, signal.SIGKILL)

    def hold_server(self, name, seconds):
        """Let PostgreSQL or Valkey say nothing for so many seconds."""
        self._hold(self.server_pid(name), seconds)

    def _hold(self, pid, seconds):
        command = ["sh", "-c", f"sleep {seconds}; kill -CONT {pid}"]
        self._holders.append(subprocess.Popen(command, start_new_session=True))
        os.kill(pid, signal.SIGSTOP)

    def server_pid(self, name) -> int:
        files = {"postgres": "data/postmaster.pid", "valkey": "valkey/valkey.pid"}
        return read_pid(self.state.home / files[name])


def children_of(pid) -> list[int]:
    """The processes that a process started, oldest first."""
    return sorted(child for child, parent in _families() if parent == pid)


def parent_of(pid) -> int:
    return next(parent for child, parent in _families() if child == pid)


def _families() -> list[tuple[int, int]]:
    """Every process with its parent: Linux tells in files, others by `ps`."""
    if Path("/proc/self/stat").exists():
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                # The name may hold spaces and brackets; what counts stands after the last one.
                found.append((int(path.parent.name), int(path.read_text().rpartition(")")[2].split()[1])))
            except OSError:
                continue  # gone meanwhile
        return found
    said = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [(int(child), int(parent)) for child, parent in (line.split() for line in said.splitlines())]
