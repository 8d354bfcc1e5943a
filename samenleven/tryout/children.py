"""What the demo has started, written down, so that the next start can stop what a kill -9 left behind."""

import json

from samenleven.tryout.processes import stop_pid


def write_down(state, processes):
    """A pid and a piece of its command line, by which it is known again when the number is another's."""
    known = {str(process.pid): mark for mark, process in processes}
    (state.locks / "children.json").write_text(json.dumps(known))


def stop_leftovers(state):
    """Stop what is written down and still runs."""
    path = state.locks / "children.json"
    if not path.exists():
        return
    try:
        known = json.loads(path.read_text())
    except ValueError:
        known = {}
    for pid, mark in known.items():
        stop_pid(int(pid), is_ours=lambda command, mark=mark: mark in command)
    path.unlink(missing_ok=True)
