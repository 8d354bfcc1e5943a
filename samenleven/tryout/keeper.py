"""The process that owns the embedded servers: starts them, restarts one that dies, stops them when nobody uses them.

Started by `lease.py`: python -m samenleven.tryout.keeper STATE PIPE postgres valkey
"""

import argparse
import json
import os
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path

from samenleven.tryout.children import stop_leftovers
from samenleven.tryout.lease import Locks
from samenleven.tryout.postgres import Postgres
from samenleven.tryout.processes import wait_until
from samenleven.tryout.state import State, TryoutError, clear_sentences
from samenleven.tryout.valkey import Valkey

SERVERS: dict[str, type[Postgres] | type[Valkey]] = {"postgres": Postgres, "valkey": Valkey}
STEP = 0.1
# A server that keeps dying is tried again ever more slowly, never in a busy loop.
LONGEST_PAUSE = 30.0


class Keeper:
    def __init__(self, state, names, *, durable, template):
        self.state = state
        self.locks = Locks(state)
        self.servers = {name: SERVERS[name](state.home, state.log, durable=durable) for name in names}
        for server in self.servers.values():
            if isinstance(server, Postgres):
                server.template = template
        self._next_try = 0.0
        self._pause = STEP

    def start(self):
        """Start them and return their addresses."""
        for server in self.servers.values():
            server.start()
        addresses = {name: server.url for name, server in self.servers.items()}
        with clear_sentences(self.state.folder):
            (self.state.locks / "servers.json").write_text(json.dumps(addresses))
        return addresses

    def stay(self):
        """Until nobody uses them; returns with the start lock held, so that nobody joins what is stopping."""
        while not self._is_alone():
            self._restart_the_dead()
            time.sleep(STEP)

    def stop(self):
        for server in reversed(self.servers.values()):
            server.stop()

    def _is_alone(self):
        if not self.locks.start.take(wait=False):
            return False
        if self.locks.users.take(wait=False):
            return True
        self.locks.start.release()
        return False

    def _restart_the_dead(self):
        if all(server.is_alive() for server in self.servers.values()):
            return
        if time.monotonic() < self._next_try:
            return
        for name, server in self.servers.items():
            if not server.is_alive():
                say(f"{name} is gestopt en start opnieuw.")
                try:
                    server.start()
                    self._pause = STEP
                except (TryoutError, OSError) as error:
                    say(str(error))
                    self._pause = min(self._pause * 2, LONGEST_PAUSE)
        self._next_try = time.monotonic() + self._pause


def say(text):
    print(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}", flush=True)


def parse(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("pipe", type=int, help="where the addresses, or the fault, are told once")
    parser.add_argument("names", nargs="+", choices=SERVERS)
    parser.add_argument("--not-durable", action="store_true", help="a power cut may lose the data")
    parser.add_argument("--throw-away", action="store_true", help="the folder goes when nobody uses it")
    parser.add_argument("--template", type=Path, help="a cluster to start from, where there is none yet")
    return parser.parse_args(arguments)


def main(arguments):
    asked = parse(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    state = State(asked.folder)
    keeper = None
    with os.fdopen(asked.pipe, "w") as answer:
        try:
            # The keeper before us may still be letting go.
            lock = Locks(state).keeper
            if not wait_until(lambda: lock.take(wait=False), 10.0):
                raise TryoutError(f"De servers in {state.folder} stoppen niet; zie {state.log}.")
            state.prepare_home()
            keeper = Keeper(state, asked.names, durable=not asked.not_durable, template=asked.template)
            json.dump(keeper.start(), answer)
        except BaseException as error:
            if not isinstance(error, TryoutError):
                traceback.print_exc()
            sentence = str(error) if isinstance(error, TryoutError) else f"De servers starten niet ({error!r})"
            json.dump({"error": sentence}, answer)
            if keeper:
                keeper.stop()
            return 1
    try:
        keeper.stay()
        # What a killed demo left behind ends with its servers.
        stop_leftovers(state)
    finally:
        keeper.stop()
        if asked.throw_away:
            for path in {state.home, state.folder}:
                shutil.rmtree(path, ignore_errors=True)
    return 0


if __name__ == "__main__":
    # The folder that we were started in may go; nothing of ours depends on it.
    os.chdir(Path("/"))
    sys.exit(main(sys.argv[1:]))
