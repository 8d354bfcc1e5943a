"""Makes `.venv` when it is missing or older than the lock file. Run by `make` with any Python 3.11 or newer, before anything is installed.

python3 samenleven/tryout/environment.py [dev]     dev: also what tests and checks need
"""

import fcntl
import hashlib
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
LOCK = PROJECT / "requirements.lock"
BELOW = "# --- below this line: only for tests and checks ---\n"
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.sha256"
LOG = VENV / "install.log"
SHOW_EVERY = 5.0  # seconds


class EnvironmentFault(Exception):
    """Told in one sentence."""


def runtime_part(text):
    """What a server needs of the lock file."""
    return text.partition(BELOW)[0]


def wanted(dev):
    text = LOCK.read_text()
    return text if dev else runtime_part(text)


def stamp(text):
    return hashlib.sha256(text.encode()).hexdigest()


def is_ready(dev):
    """A larger set holds the smaller one."""
    if not STAMP.exists() or not PYTHON.exists():
        return False
    stamps = {stamp(wanted(True))} | (set() if dev else {stamp(wanted(False))})
    return STAMP.read_text().strip() in stamps


def make(dev):
    started = time.monotonic()
    if not works():
        say(started, "De omgeving .venv wordt gemaakt.")
        create()
    text = wanted(dev)
    total = sum("==" in line and not line.startswith(" ") for line in text.splitlines())
    say(started, f"{total} pakketten worden geïnstalleerd.")
    install(text, total, started)
    STAMP.write_text(f"{stamp(text)}\n")
    say(started, "De omgeving is klaar.")


def works():
    """A copied or half-made environment, or one whose Python is gone, is made anew."""
    if not PYTHON.exists():
        return False
    return (
        run(
            [PYTHON, "-c", "import sys, pip; sys.exit(sys.prefix == sys.base_prefix or sys.version_info < (3, 11))"]
        ).returncode
        == 0
    )


def create():
    try:
        import ensurepip  # noqa: F401 - Debian splits it off; without it there is no pip in the environment
        import venv  # noqa: F401
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise EnvironmentFault(
            f"Aan deze Python ontbreekt de module venv. Installeer ze, bijvoorbeeld: apt install python{version}-venv"
        ) from None
    done = run([sys.executable, "-m", "venv", "--clear", VENV])
    if done.returncode:
        raise EnvironmentFault(explain(done.stdout, "De omgeving .venv kon niet gemaakt worden"))


def install(text, total, started):
    requirements = VENV / "requirements.txt"
    requirements.write_text(text)
    # No compiling: Python does that itself for what is really used.
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-compile", "--no-input"]
    command += ["--progress-bar", "off", "--disable-pip-version-check", "-r", str(requirements)]
    said: list[str] = []
    seen, shown = 0, time.monotonic()
    with LOG.open("w") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for line in process.stdout or ():
            log.write(line)
            said.append(line)
            seen += line.startswith(("Collecting", "Requirement already satisfied", "Ignoring"))
            if line.startswith("Installing"):
                say(started, f"{seen} van {total} opgehaald; ze worden uitgepakt.")
            elif time.monotonic() - shown > SHOW_EVERY:
                shown = time.monotonic()
                say(started, f"{seen} van {total} opgehaald.")
    if process.wait():
        raise EnvironmentFault(explain("".join(said), "De pakketten konden niet geïnstalleerd worden"))


def run(command):
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )


def explain(said, what):
    if "No space left on device" in said or "Errno 28" in said:
        return f"De schijf is vol: {what[0].lower()}{what[1:]}. Maak plaats en probeer opnieuw."
    lines = [line for line in said.splitlines() if line.lower().startswith("error") or "rror:" in line]
    return f"{what}: {(lines or said.strip().splitlines() or ['geen uitleg'])[-1]} (zie {LOG.relative_to(PROJECT)})"


def say(started, text):
    print(f"[{time.monotonic() - started:4.0f} s] {text}", flush=True)


def main(arguments):
    dev = "dev" in arguments
    # Two `make` at once: the second waits for the first, and then has nothing left to do.
    with LOCK.open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_ready(dev):
            make(dev)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except EnvironmentFault as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        sys.exit(explain(str(error), "De omgeving .venv kon niet gemaakt worden"))
