"""The supervisor of `make demo`: makes ready, starts the web server and the worker, keeps them alive, stops all it started."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from samenleven.tryout.children import Child, stop_children, stop_leftovers, write_down
from samenleven.tryout.lease import ensure_servers, is_production
from samenleven.tryout.processes import command_of
from samenleven.tryout.state import PROJECT, Lock, State, TryoutError, clear_sentences
from samenleven.tryout.valkey import IN_PROCESS

HOST = "127.0.0.1"
HEALTH = "/api/v1/health"
READY_WITHIN = 60.0
STEP = 0.5


class Stopped(BaseException):
    """Somebody asked us to stop."""


class Demo:
    def __init__(self, port):
        self.port = port
        self.address = f"http://localhost:{port}/"
        self.state = State()
        self.lock = Lock(self.state.locks / "demo.lock")
        self.lease = None
        self.children = []
        self.started = time.monotonic()
        self._parent = os.getppid()
        self._parent_is_make = Path(command_of(self._parent).partition(" ")[0]).name in ("make", "gmake")
        # Started in the background by a script, it never listens: then it cannot stop doing so either.
        self._parent_listens = self._parent_is_make and not has_been_interrupted(self._parent)

    def run(self):
        try:
            self.prepare()
            self.start()
            self.tell()
            self.watch()
        finally:
            self.stop()

    def prepare(self):
        self.state.prepare()
        if not self.lock.take(wait=False):
            raise TryoutError(
                f"Er loopt al een demo met de map {self.state.folder}. Stop die, of kies een andere met STATE."
            )
        stop_leftovers(self.state)
        check_port(self.port)
        self.say("PostgreSQL en Valkey starten.")
        self.lease = ensure_servers()
        os.environ.setdefault("SITE_URL", self.address.rstrip("/"))
        # A process of its own: this one imports no Django, and stays small.
        done = subprocess.Popen([sys.executable, "-m", "samenleven.tryout.prepare", str(self.started)], cwd=PROJECT)
        try:
            while done.poll() is None:
                self.check_parent()
                time.sleep(0.05)
        finally:
            if done.poll() is None:
                done.terminate()
                done.wait()
        if done.returncode:
            raise TryoutError(f"Daarom start de demo niet. Meer staat in {self.state.log}.")

    def start(self):
        self.say("De webserver en de worker starten.")
        python, log = sys.executable, self.state.log
        web = [python, "-m", "gunicorn", "samenleven.wsgi", "--bind", f"{HOST}:{self.port}", "--no-control-socket"]
        web += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "5", "--preload"]
        self.children.append(Child("de webserver", web, log / "web.log"))
        if os.environ["REDIS_URL"] != IN_PROCESS:
            worker = [
                python,
                "-m",
                "celery",
                "-A",
                "samenleven",
                "worker",
                "--concurrency",
                "1",
                "--loglevel",
                "WARNING",
            ]
            worker += ["--beat", "--schedule", str(self.state.folder / "beat" / "schedule")]
            worker += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
            self.children.append(Child("de worker", worker, log / "worker.log"))
        with clear_sentences(self.state.folder):
            for child in self.children:
                child.restart_if_dead()
            write_down(self.state, self.children)

    def tell(self):
        end = time.monotonic() + READY_WITHIN
        while not self.is_healthy():
            self.check_parent()
            if time.monotonic() > end or not self.children[0].is_alive():
                raise TryoutError(f"De webserver start niet; de reden staat in {self.children[0].log}.")
            time.sleep(0.1)
        self.say(f"Klaar: {self.address}\n")
        print((self.state.folder / "accounts.txt").read_text().rstrip())
        print("\nStoppen: Ctrl-C. Wat u invoert, blijft bewaard.", flush=True)

    def watch(self):
        while True:
            time.sleep(STEP)
            self.check_parent()
            if self.lease and not self.lease.keeper_is_alive():
                self.say("De servers zijn gestopt en starten opnieuw.")
                self.attempt(self.lease.join)
            for child in self.children:
                if not child.is_alive():
                    self.attempt(lambda child=child: self.restart(child))

    def restart(self, child):
        if child.restart_if_dead():
            self.say(f"Opnieuw gestart: {child.name} (zie {child.log}).")
            write_down(self.state, self.children)

    def attempt(self, action):
        """A fault while running is told; the next round tries again."""
        try:
            with clear_sentences(self.state.folder):
                action()
        except TryoutError as error:
            self.say(str(error))

    def stop(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if self.children:
            self.say("Stoppen.")
            stop_children(self.state, self.children)
        if self.lease:
            self.lease.leave()
        self.lock.release()

    def is_healthy(self):
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", HEALTH)
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def check_parent(self):
        """A signal sent to `make` alone never reaches us: on SIGINT it waits for us for ever. We see it stop listening."""
        is_gone = self._parent_is_make and os.getppid() != self._parent
        if is_gone or (self._parent_listens and has_been_interrupted(self._parent)):
            raise Stopped

    def say(self, text):
        try:
            print(f"[{time.monotonic() - self.started:4.0f} s] {text}", flush=True)
        except OSError:
            sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - whoever read us has gone; the demo goes on


def has_been_interrupted(pid):
    """GNU make lets go of its SIGINT handler as soon as it got one (Linux tells; elsewhere: no)."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return False
    caught = next((int(line.split()[1], 16) for line in lines if line.startswith("SigCgt:")), -1)
    return not caught & 1 << (signal.SIGINT - 1)


def check_port(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise TryoutError(f"Poort {port} is alleen voor root. Kies een andere: PORT=8000 make demo") from error
        except OSError as error:
            raise TryoutError(f"Poort {port} is bezet. Kies een andere: PORT={port + 1} make demo") from error


def port_from_environment():
    text = os.environ.get("PORT") or "8000"
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise TryoutError(f"PORT moet een getal van 1 tot 65535 zijn, niet «{text}».")
    return int(text)


def main():
    def stop(*_):
        raise Stopped

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, stop)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samenleven.settings.dev")
    try:
        if is_production():
            raise TryoutError("`make demo` is om te proberen. Naar productie: zie README.md.")
        demo = Demo(port_from_environment())
        with clear_sentences(demo.state.folder):  # also when it is taken away under us
            demo.run()
    except TryoutError as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    except Stopped:
        return 0
    return 0
