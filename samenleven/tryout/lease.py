"""Who uses the embedded servers: as long as one process does, they run.

Every process that uses them holds a shared kernel lock on `users.lock`. One keeper process owns the servers
and stops them when it can have that lock for itself. A killed process holds no lock: nothing is counted, nothing goes stale.
"""

import atexit
import json
import os
import subprocess
import sys
from contextlib import suppress

from samenleven.tryout.processes import wait_until
from samenleven.tryout.state import PROJECT, Lock, State, TryoutError, clear_sentences
from samenleven.tryout.valkey import IN_PROCESS, find_binary

LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]", "::1")
GIVEN_BY = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}
PATIENCE = 20.0
# Keepers that we started: they may outlive us, and until then their end is ours to note.
_keepers: list[subprocess.Popen[bytes]] = []


class Locks:
    """The three locks of one STATE folder."""

    def __init__(self, state):
        # Held while the servers start or stop: two processes never do either at once.
        self.start = Lock(state.locks / "start.lock")
        # Shared by every process that uses the servers.
        self.users = Lock(state.locks / "users.lock")
        # Held by the keeper as long as it lives.
        self.keeper = Lock(state.locks / "keeper.lock")


class Lease:
    """One process's use of the embedded servers, from `join()` to `leave()`."""

    def __init__(self, state, wanted, *options):
        self.state = state
        self.wanted = set(wanted)
        self.options = options  # of the keeper
        self.locks = Locks(state)

    def join(self):
        """The addresses of the servers, started if nobody had them running."""
        with clear_sentences(self.state.folder), self.locks.start:
            self.locks.users.take(shared=True)
            try:
                running = self._running() or self._start_keeper()
            except BaseException:
                self.locks.users.release()
                raise
        if missing := self.wanted - running.keys():
            self.locks.users.release()
            names = " en ".join(GIVEN_BY[name] for name in sorted(missing))
            raise TryoutError(
                f"In {self.state.folder} draaien al servers die met een eigen {names} gestart zijn. Stop die eerst."
            )
        return {name: running[name] for name in self.wanted}

    def leave(self):
        """Stop using them, and when we were the last, wait until they have stopped."""
        self.locks.users.release()
        # A throw-away folder goes with its servers, its locks included.
        with suppress(FileNotFoundError):
            wait_until(lambda: self._somebody_else() or not self.keeper_is_alive(), PATIENCE, step=0.05)
        reap_keepers()

    def keeper_is_alive(self):
        return self.locks.keeper.is_held_elsewhere()

    def _running(self):
        if not self.keeper_is_alive():
            return None
        return json.loads((self.state.locks / "servers.json").read_text())

    def _somebody_else(self):
        try:
            # When the start lock is taken, the keeper is stopping them, or somebody is about to join.
            return self.locks.start.take(wait=False) and not self.locks.users.take(wait=False)
        finally:
            self.locks.users.release()
            self.locks.start.release()

    def _start_keeper(self):
        """In a session of its own: a Ctrl-C meant for a command must not reach a database."""
        read, write = os.pipe()
        command = [sys.executable, "-m", "samenleven.tryout.keeper", str(self.state.folder), str(write)]
        command += [*sorted(self.wanted), *self.options]
        with (self.state.log / "keeper.log").open("ab") as log:
            keeper = subprocess.Popen(
                command,
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[write],
            )
        _keepers.append(keeper)
        os.close(write)
        with os.fdopen(read) as pipe:
            said = pipe.read()
        answer = json.loads(said) if said else {"error": f"De servers starten niet; zie {self.state.log}/keeper.log."}
        if "error" in answer:
            raise TryoutError(answer["error"])
        return answer


def reap_keepers():
    _keepers[:] = [keeper for keeper in _keepers if keeper.poll() is None]


def ensure_servers():
    """Give Django a database, a broker and a key: what the environment names, or else our own until this process ends."""
    if is_production():
        needed = [name for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY") if not os.environ.get(name)]
        if needed:
            raise TryoutError(
                f"DEBUG staat uit en de site is niet alleen voor deze machine: geef {', '.join(needed)} in de omgeving. "
                "De ingebouwde servers zijn enkel om te proberen."
            )
        return None
    wanted = {name for name, variable in GIVEN_BY.items() if not os.environ.get(variable)}
    if "valkey" in wanted and find_binary() is None:
        print("Geen Valkey of Redis gevonden: taken lopen in hetzelfde proces.", file=sys.stderr)
        os.environ["REDIS_URL"] = IN_PROCESS
        wanted.remove("valkey")
    if not wanted and os.environ.get("SECRET_KEY"):
        return None
    state = State().prepare()
    os.environ.setdefault("SECRET_KEY", state.secret_key())
    return take_lease(state, wanted) if wanted else None


def take_lease(state, wanted, *options):
    """Join until this process ends, and tell the environment where the servers are."""
    lease = Lease(state, wanted, *options)
    for name, url in lease.join().items():
        os.environ[GIVEN_BY[name]] = url
    atexit.register(lease.leave)
    return lease


def is_production():
    """DEBUG is off and somebody else than this machine may ask for a page."""
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    debug = os.environ.get("DEBUG", "").lower() in ("1", "true", "yes", "on")
    hosts = [host.strip() for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host.strip()]
    local = all(host in LOCAL_HOSTS or host.endswith(".localhost") for host in hosts)
    return not debug and (not local or (settings.endswith(".production") and not hosts))
