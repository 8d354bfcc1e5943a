"""Processes: run as whom, who is it, has it stopped."""

import os
import pwd
import signal
import subprocess
import time
from functools import cache
from pathlib import Path


@cache
def server_user():
    """PostgreSQL refuses root: then `nobody` runs it; else None, ourselves."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def identity(user):
    """The keywords with which subprocess becomes that user."""
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


def run_as(user, command, **options):
    """Run to the end as that user, in a folder that everybody can reach."""
    return subprocess.run(command, cwd="/", stdin=subprocess.DEVNULL, check=False, **identity(user), **options)


def can_run(user, program):
    """A program may lie under a folder that is closed to its user."""
    try:
        return (
            run_as(user, [program, "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
        )
    except OSError:
        return False


def command_of(pid):
    """The command line of a process, or an empty text when there is none."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        if Path("/proc/self").exists():
            return ""
    found = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return found.stdout.strip()


def read_pid(path):
    """The number on the first line of a pid file, or None."""
    try:
        return int(Path(path).read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def stop_pid(pid, *, is_ours, signals=(signal.SIGTERM, signal.SIGKILL), patience=8.0):
    """Stop a process that is no child of ours, if it is (still) the one we mean."""
    for number in signals:
        if not is_ours(command_of(pid)):
            return
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        if wait_until(lambda: not is_ours(command_of(pid)), patience):
            return


def stop_child(process, *, signals=(signal.SIGTERM, signal.SIGKILL), patience=8.0):
    """Stop a child of ours and wait for it."""
    for number in signals:
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue


def wait_until(condition, patience, step=0.02):
    """True as soon as the condition holds, False when patience has run out."""
    end = time.monotonic() + patience
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True
