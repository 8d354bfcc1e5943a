"""The demo's own processes: started, restarted when they die, stopped, and known again after a kill -9."""

import contextlib
import json
import os
import signal
import subprocess
import time

from samenleven.tryout.processes import command_of, wait_until

PATIENCE = 10.0
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0


class Child:
    """One process in a group of its own, so that a Ctrl-C in the terminal is ours to pass on."""

    def __init__(self, name, command, log):
        self.name = name
        self.command = [str(part) for part in command]
        self.log = log
        self.process = None
        self._pause = FIRST_PAUSE
        self._next_start = 0.0

    def start(self):
        if self.process:
            # What it had started itself may still hold the port.
            _signal_group(self.process.pid, signal.SIGKILL)
        else:
            # A log tells of one run: it never fills a disk by the years.
            self.log.write_bytes(b"")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )

    def is_alive(self):
        return self.process is not None and self.process.poll() is None

    def restart_if_dead(self):
        """True when it was started again; ever more slowly when it keeps dying."""
        if self.is_alive() or time.monotonic() < self._next_start:
            return False
        self.start()
        self._next_start = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        return True


def write_down(state, children):
    """Pids with their command lines, by which they are known again when a number has become another's."""
    known = {child.process.pid: " ".join(child.command) for child in children if child.process}
    (state.locks / "children.json").write_text(json.dumps(known))


def stop_children(state, children):
    """All at once, and what does not listen the hard way."""
    alive = [child.process for child in children if child.is_alive()]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in alive:
            _signal_group(process.pid, number)
        if wait_until(lambda: all(process.poll() is not None for process in alive), PATIENCE):
            break
    # What a killed process of ours has left of its own group.
    for child in children:
        if child.process:
            _signal_group(child.process.pid, signal.SIGKILL)
    (state.locks / "children.json").unlink(missing_ok=True)


def stop_leftovers(state):
    """Stop what a killed demo left behind."""
    path = state.locks / "children.json"
    if not path.exists():
        return
    try:
        known = {int(pid): command for pid, command in json.loads(path.read_text()).items()}
    except ValueError:
        known = {}  # half written when the disk was full

    def left():
        return [pid for pid, command in known.items() if command_of(pid).endswith(command)]

    for number in (signal.SIGTERM, signal.SIGKILL):
        pids = left()
        for pid in pids:
            _signal_group(pid, number)
        if wait_until(lambda: not left(), PATIENCE):
            for pid in pids:
                _signal_group(pid, signal.SIGKILL)
            break
    path.unlink(missing_ok=True)


def _signal_group(pid, number):
    with contextlib.suppress(ProcessLookupError, PermissionError):  # already gone
        os.killpg(pid, number)
