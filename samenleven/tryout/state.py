"""The folder STATE: where the try-out keeps its data, locks, logs and secret key.

STATE/            0700 (0711 for root, so that `nobody`, who runs PostgreSQL then, can pass)
  home.path       pointer: where the servers' data is when it could not stay here
  home/           servers' data and sockets, 0700, of the user who runs the servers
  locks/          kernel locks: a process that dies, however it dies, holds none
  log/  beat/  static/  secret_key
"""

import errno
import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

from samenleven.tryout.processes import run_as, server_user

PROJECT = Path(__file__).resolve().parent.parent.parent
FALLBACK_FOLDER = Path("/var/tmp")
# The kernel allows 107 characters for a socket's path; ours is under 100, its name included.
LONGEST_SOCKET_PATH = 99
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"


class TryoutError(Exception):
    """Something the person at the keyboard can do something about, in one sentence."""


@contextmanager
def clear_sentences(place):
    """Tell the faults of a disk in a sentence, whatever was being written."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise TryoutError(disk_is_full(place)) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise TryoutError(
                f"In {place} kan niet geschreven worden. Kies een andere map: STATE=/pad/naar/map make demo"
            ) from error
        if error.errno in (errno.ENOTDIR, errno.EEXIST, errno.ENOENT):
            raise TryoutError(f"{place} is geen map. Kies een andere map: STATE=/pad/naar/map make demo") from error
        raise


def disk_is_full(place):
    return f"De schijf is vol: in {place} kan niets meer geschreven worden. Maak plaats en start opnieuw."


class State:
    """One STATE folder; nothing is made before `prepare()`."""

    def __init__(self, folder=None):
        self.folder = Path(folder or os.environ.get("STATE") or PROJECT / ".state").absolute()
        self.log = self.folder / "log"
        self.locks = self.folder / "locks"
        self.pointer = self.folder / "home.path"
        self._home = None

    @property
    def home(self):
        """Where the servers keep data and sockets; known after `prepare()`."""
        if self._home is None:
            self._home = self._read_pointer() or self.folder / "home"
        return self._home

    def prepare(self):
        """Make the folder and what is in it, or say in one sentence why that fails."""
        with clear_sentences(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            owner = self.folder.stat().st_uid
            if owner != os.geteuid():
                raise TryoutError(
                    f"De map {self.folder} is van een andere gebruiker ({owner}). "
                    "Kies een eigen map: STATE=/pad/naar/map make demo"
                )
            self.folder.chmod(0o711 if server_user() else 0o700)
            for folder in (self.log, self.locks, self.folder / "beat", self.folder / "static"):
                folder.mkdir(exist_ok=True, mode=0o700)
            # Full disks often still make folders and empty files: only bytes tell.
            probe = self.folder / f".probe-{os.getpid()}"
            try:
                probe.write_bytes(b"0" * 65536)
            finally:
                probe.unlink(missing_ok=True)
        return self

    def prepare_home(self):
        """Make the servers' folder: in STATE, or in /var/tmp when their user or a socket cannot be there. Needs the start lock."""
        with clear_sentences(self.folder):
            home = self._read_pointer()
            if home is None and not self._can_stay_here():
                home = FALLBACK_FOLDER / f"samenleven-{hashlib.sha256(bytes(self.folder)).hexdigest()[:12]}"
                # STATE was thrown away and is new again: what an earlier one left there goes too.
                self._throw_away(home)
                self.pointer.write_text(f"{home}\n")
            self._home = home or self.folder / "home"
            if not self._home.exists():
                self._home.mkdir(mode=0o700)
                if user := server_user():
                    os.chown(self._home, user.pw_uid, user.pw_gid)
            self._check_owner(self._home)

    def secret_key(self):
        """The demo's own SECRET_KEY: made once, readable by its owner only."""
        path = self.folder / "secret_key"
        with clear_sentences(self.folder):
            if not path.exists() or not path.read_text().strip():
                new = path.with_suffix(f".{os.getpid()}")
                new.touch(mode=0o600)
                new.write_text(secrets.token_urlsafe(50))
                new.replace(path)
            return path.read_text().strip()

    def _read_pointer(self):
        if self.pointer.exists() and (text := self.pointer.read_text().strip()):
            return Path(text)
        return None

    def _can_stay_here(self):
        home = self.folder / "home"
        if len(bytes(home / LONGEST_SOCKET_NAME)) > LONGEST_SOCKET_PATH:
            return False
        if server_user() is None:
            return True
        reach = run_as(server_user(), ["/bin/sh", "-c", 'cd "$1"', "sh", str(self.folder)], stderr=subprocess.DEVNULL)
        return reach.returncode == 0

    def _throw_away(self, home):
        if home.is_symlink() or home.exists():
            self._check_owner(home)
            shutil.rmtree(home)

    def _check_owner(self, home):
        """In a folder that everybody may write, what bears our name may be somebody else's."""
        status = home.lstat()
        ours = server_user().pw_uid if server_user() else os.geteuid()
        if home.is_symlink() or not home.is_dir() or status.st_uid != ours or status.st_mode & 0o077:
            raise TryoutError(f"{home} is niet van deze toepassing. Verwijder het, of kies een andere map met STATE.")


class Lock:
    """A kernel lock on a file: gone when its holder is, so nothing stale is ever left."""

    def __init__(self, path):
        self.path = Path(path)
        self._file = None

    def take(self, *, shared=False, wait=True):
        """True when we hold it now."""
        if self._file is None:
            self._file = self.path.open("a+")
        try:
            fcntl.flock(self._file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True

    def release(self):
        if self._file is not None:
            self._file.close()
            self._file = None

    def is_held_elsewhere(self):
        probe = Lock(self.path)
        try:
            return not probe.take(wait=False)
        finally:
            probe.release()

    def __enter__(self):
        self.take()
        return self

    def __exit__(self, *_):
        self.release()
