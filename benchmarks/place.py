"""The throw-away machine of a run: PostgreSQL and Valkey as they come (fsync on), one database per size, gunicorn.

Nothing here imports Django: every step that needs it is a process of its own, with its own database.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from samenleven.tryout.children import Child, stop_children
from samenleven.tryout.lease import take_lease
from samenleven.tryout.state import PROJECT, State

HOST = "127.0.0.1"
# The servers of `make demo` and of the Dockerfile.
GUNICORN = ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--no-control-socket"]
READY_WITHIN = 60.0


class Place:
    """Servers in a temporary folder, gone with everything in it when the run ends."""

    def __init__(self, prefix="samenleven-bench-"):
        self.state = State(tempfile.mkdtemp(prefix=prefix))
        self.lease = None
        self.url = self.cache = ""
        self.children = []
        self._databases = ["samenleven"]

    def __enter__(self):
        """Whoever stops us, by Ctrl-C or `kill`, leaves no server behind."""
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda number, frame: sys.exit(128 + number))
        os.environ.pop("DATABASE_URL", None)
        os.environ.pop("REDIS_URL", None)
        try:
            # Thrown away by the keeper of the servers too: also when we are killed.
            self.lease = take_lease(self.state.prepare(), {"postgres", "valkey"}, "--throw-away")
        except BaseException:
            self.__exit__()
            raise
        self.url, self.cache = os.environ["DATABASE_URL"], os.environ["REDIS_URL"]
        return self

    def __exit__(self, *_):
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, signal.SIG_IGN)
        stop_children(self.state, self.children)
        if self.lease:
            self.lease.leave()
        for folder in {self.state.home, self.state.folder}:
            shutil.rmtree(folder, ignore_errors=True)

    def database(self, name) -> str:
        """The address of a new database with the tables of the portal, empty."""
        with psycopg.connect(self.url.rsplit("/", 1)[0] + "/postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE samenleven STRATEGY file_copy")
        self._databases.append(name)
        return f"{self.url.rsplit('/', 1)[0]}/{name}"

    def environment(self, url) -> dict:
        """What a process needs to work on a database: production settings, a cache of its own."""
        number = self._databases.index(url.rsplit("/", 1)[1])
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "DATABASE_URL": url,
            "REDIS_URL": f"{self.cache.partition('?')[0]}?db={number}",
            "STATE": str(self.state.folder),
            "SECRET_KEY": "only-for-the-benchmarks",
            "ALLOWED_HOSTS": HOST,
            "SITE_URL": f"https://{HOST}",
        }

    def run(self, url, *command) -> str:
        """Run a Python module on a database; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=PROJECT,
            env=self.environment(url) | {"LOG_LEVEL": "WARNING"},
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}: {done.returncode}")
        return done.stdout

    def web_command(self, application, port) -> list[str]:
        """gunicorn with an application on a port."""
        command = [sys.executable, "-m", "gunicorn", application, "--bind", f"{HOST}:{port}", *GUNICORN]
        return [*command, "--chdir", str(PROJECT), "--log-level", "warning"]

    def serve(self, application, url) -> int:
        """Start gunicorn with an application on a database; the port on which it answers."""
        port = free_port()
        child = Child(application, self.web_command(application, port), Path(self.state.log) / f"web-{port}.log")
        before = dict(os.environ)
        os.environ.update(self.environment(url))
        try:
            child.start()
        finally:
            os.environ.clear()
            os.environ.update(before)
        self.children.append(child)
        wait_for(port, child)
        return port


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def wait_for(port, child) -> None:
    end = time.monotonic() + READY_WITHIN
    while time.monotonic() < end and child.is_alive():
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", "/api/v1/health", headers={"X-Forwarded-Proto": "https"})
            connection.getresponse()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise SystemExit(f"De webserver start niet; zie {child.log}.\n{child.log.read_text()[-2000:]}")
