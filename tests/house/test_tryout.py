"""The embedded servers: who uses them, what is left behind, and a sentence for every fault."""

import errno
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from samenleven.tryout import lease, postgres, state, valkey
from samenleven.tryout.lease import Lease
from samenleven.tryout.processes import command_of, read_pid, server_user, wait_until
from samenleven.tryout.state import PROJECT, Lock, State, TryoutError

ONLY_VALKEY = {"valkey"}


@pytest.fixture
def user(place):
    """One use of the servers of `place`; whatever a test does, they stop."""
    use = Lease(place, ONLY_VALKEY)
    yield use
    use.leave()


def answers(url):
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(url.removeprefix("unix://").partition("?")[0])
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def keeper_of(place):
    lines = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [int(line.split()[0]) for line in lines if "samenleven.tryout.keeper" in line and str(place.folder) in line]


class TestWhoUsesTheServers:
    def test_the_servers_run_as_long_as_one_process_uses_them(self, place, user):
        url = user.join()["valkey"]
        other = Lease(place, ONLY_VALKEY)
        assert other.join()["valkey"] == url
        other.leave()
        assert answers(url)
        user.leave()
        assert not answers(url)
        assert not user.keeper_is_alive()

    def test_a_killed_process_keeps_nothing_running(self, place):
        code = (
            "import sys, time; from samenleven.tryout.lease import Lease; from samenleven.tryout.state import State;"
            f"print(Lease(State({str(place.folder)!r}), ['valkey']).join()['valkey'], flush=True); time.sleep(60)"
        )
        process = subprocess.Popen([sys.executable, "-c", code], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
        url = process.stdout.readline().strip()
        assert answers(url)
        process.kill()
        process.communicate()
        assert wait_until(lambda: not answers(url) and not keeper_of(place), 10)

    def test_two_that_start_at_once_share_one_keeper(self, place):
        code = (
            "import time; from samenleven.tryout.lease import Lease; from samenleven.tryout.state import State;"
            f"print(Lease(State({str(place.folder)!r}), ['valkey']).join()['valkey'], flush=True); input()"
        )
        both = [
            subprocess.Popen(
                [sys.executable, "-c", code], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _ in range(2)
        ]
        urls = [process.stdout.readline().strip() for process in both]
        assert urls[0] == urls[1]
        assert answers(urls[0])
        assert len(keeper_of(place)) == 1
        for process in both:
            process.communicate("\n")
        assert wait_until(lambda: not answers(urls[0]), 10)

    def test_a_server_that_dies_is_started_again(self, place, user):
        url = user.join()["valkey"]
        old = read_pid(place.home / "valkey" / "valkey.pid")
        os.kill(old, signal.SIGKILL)
        assert wait_until(lambda: answers(url) and read_pid(place.home / "valkey" / "valkey.pid") != old, 10)

    def test_after_a_killed_keeper_the_next_start_recovers(self, place, user):
        url = user.join()["valkey"]
        left = read_pid(place.home / "valkey" / "valkey.pid")
        for pid in keeper_of(place):
            os.kill(pid, signal.SIGKILL)
        assert wait_until(lambda: not user.keeper_is_alive(), 5)
        assert user.join()["valkey"] == url
        assert answers(url)
        assert command_of(left) == ""

    def test_other_servers_in_the_same_folder_are_refused_in_one_sentence(self, place, user):
        user.join()
        with pytest.raises(TryoutError, match="DATABASE_URL"):
            Lease(place, {"postgres", "valkey"}).join()

    def test_a_throw_away_folder_goes_with_its_servers(self, place):
        use = Lease(place, ONLY_VALKEY, "--throw-away")
        use.join()
        use.leave()
        assert wait_until(lambda: not place.folder.exists(), 5)


class TestTheEmbeddedPostgres:
    def test_a_pid_file_whose_number_is_another_process_now_is_no_obstacle(self, place):
        place.prepare_home()
        server = postgres.Postgres(place.home, place.log, durable=False)
        server.start()
        server.stop()
        (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")
        server.start()
        try:
            assert server.is_alive()
            assert command_of(os.getpid())  # we were not stopped
        finally:
            server.stop()

    def test_a_half_made_cluster_is_made_anew(self, place):
        place.prepare_home()
        server = postgres.Postgres(place.home, place.log, durable=False)
        (place.home / "data.half").mkdir()
        (place.home / "data.half" / "PG_VERSION").write_text("18")
        server.start()
        server.stop()
        assert (server.data / "postgresql.conf").exists()

    def test_a_missing_server_is_told(self, monkeypatch, tmp_path):
        monkeypatch.setattr(postgres, "package_folder", lambda: None)
        monkeypatch.setattr(postgres, "version", lambda place: 13)
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(TryoutError, match="Geen PostgreSQL gevonden"):
            postgres.find_binaries()

    def test_pg_bindir_goes_before_what_the_system_has(self, monkeypatch, tmp_path):
        for name in ("initdb", "postgres"):
            (tmp_path / name).touch()
        monkeypatch.setattr(postgres, "package_folder", lambda: None)
        monkeypatch.setattr(postgres, "version", lambda place: 16)
        monkeypatch.setenv("PG_BINDIR", str(tmp_path))
        assert postgres.find_binaries() == tmp_path

    def test_a_full_disk_is_told_from_what_the_server_said(self, place):
        server = postgres.Postgres(place.home, place.log)
        server.log.write_text("FATAL:  could not write lock file: No space left on device\n")
        assert "De schijf is vol" in server._explain(0, "start niet")


class TestTheFolder:
    def test_the_secret_key_is_made_once_and_for_its_owner_only(self, place):
        key = place.secret_key()
        assert len(key) >= 50
        assert State(place.folder).secret_key() == key
        assert (place.folder / "secret_key").stat().st_mode & 0o777 == 0o600

    def test_it_is_closed_to_others(self, place):
        assert place.folder.stat().st_mode & 0o777 == (0o711 if server_user() else 0o700)
        place.prepare_home()
        assert place.home.stat().st_mode & 0o777 == 0o700

    def test_a_long_path_has_its_servers_elsewhere_with_a_pointer(self, tmp_path, monkeypatch):
        monkeypatch.setattr(state, "FALLBACK_FOLDER", tmp_path)
        long = State(tmp_path / ("x" * 90)).prepare()
        long.prepare_home()
        assert long.home.parent == tmp_path
        assert Path(long.pointer.read_text().strip()) == State(long.folder).home == long.home

    def test_what_a_thrown_away_folder_left_elsewhere_does_not_come_back(self, tmp_path, monkeypatch):
        monkeypatch.setattr(state, "FALLBACK_FOLDER", tmp_path)
        long = State(tmp_path / ("x" * 90)).prepare()
        long.prepare_home()
        (long.home / "old").touch()
        long.pointer.unlink()
        again = State(long.folder).prepare()
        again.prepare_home()
        assert again.home == long.home
        assert not (again.home / "old").exists()

    def test_a_folder_of_somebody_else_is_refused(self, place, monkeypatch):
        monkeypatch.setattr(state.os, "geteuid", lambda: place.folder.stat().st_uid + 1)
        with pytest.raises(TryoutError, match="andere gebruiker"):
            State(place.folder).prepare()

    def test_a_file_in_its_place_is_told(self, tmp_path):
        (tmp_path / "file").touch()
        with pytest.raises(TryoutError, match="is geen map"):
            State(tmp_path / "file" / "state").prepare()

    @pytest.mark.parametrize(
        ("number", "sentence"),
        [(errno.ENOSPC, "schijf is vol"), (errno.EDQUOT, "schijf is vol"), (errno.EROFS, "niet geschreven")],
    )
    def test_a_fault_of_the_disk_is_a_sentence(self, number, sentence):
        with pytest.raises(TryoutError, match=sentence), state.clear_sentences("/x"):
            raise OSError(number, os.strerror(number))

    def test_a_lock_is_free_when_its_holder_is_gone(self, tmp_path):
        lock = Lock(tmp_path / "lock")
        assert lock.take()
        assert Lock(tmp_path / "lock").is_held_elsewhere()
        lock.release()
        assert not Lock(tmp_path / "lock").is_held_elsewhere()


class TestWhoMayUseThem:
    @pytest.fixture(autouse=True)
    def nothing_given(self, monkeypatch):
        for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "samenleven.settings.dev")

    @pytest.mark.parametrize("hosts", ["samenleven.example.org", "localhost,10.0.0.7", "*"])
    def test_not_with_debug_off_and_a_host_that_is_not_local(self, monkeypatch, hosts):
        monkeypatch.setenv("ALLOWED_HOSTS", hosts)
        with pytest.raises(TryoutError, match="DATABASE_URL, REDIS_URL, SECRET_KEY"):
            lease.ensure_servers()

    def test_not_with_the_settings_of_production(self, monkeypatch):
        monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "samenleven.settings.production")
        with pytest.raises(TryoutError, match="enkel om te proberen"):
            lease.ensure_servers()

    @pytest.mark.parametrize(("debug", "hosts"), [("", ""), ("", "localhost,127.0.0.1"), ("true", "demo.example.org")])
    def test_on_this_machine_they_may(self, monkeypatch, debug, hosts):
        monkeypatch.setenv("DEBUG", debug)
        monkeypatch.setenv("ALLOWED_HOSTS", hosts)
        assert not lease.is_production()

    def test_what_the_environment_names_is_left_alone(self, monkeypatch):
        given = {"DATABASE_URL": "postgresql://a/b", "REDIS_URL": "redis://c", "SECRET_KEY": "d"}
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        assert lease.ensure_servers() is None
        assert {name: os.environ[name] for name in given} == given

    def test_without_any_redis_tasks_run_in_the_process(self, monkeypatch, tmp_path, capsys):
        monkeypatch.setattr(lease, "find_binary", lambda: None)
        monkeypatch.setenv("STATE", str(tmp_path / "s"))
        monkeypatch.setenv("DATABASE_URL", "postgresql://a/b")
        monkeypatch.setenv("SECRET_KEY", "c")
        assert lease.ensure_servers() is None
        assert os.environ["REDIS_URL"] == valkey.IN_PROCESS
        assert "in hetzelfde proces" in capsys.readouterr().err
        monkeypatch.delenv("REDIS_URL")


class TestMake:
    """The demo is started by `make`, from a terminal or by a script in the background."""

    LOOK = (
        "import sys, time; from samenleven.tryout.demo import Demo, Stopped; demo = Demo(1); "
        "print('begint', flush=True); end = time.monotonic() + float(sys.argv[1])\n"
        "try:\n"
        "    while time.monotonic() < end: demo.check_parent(); time.sleep(0.05)\n"
        "    print('gaat door')\n"
        "except Stopped: print('stopt')\n"
    )

    def started(self, tmp_path, how, seconds):
        (tmp_path / "look.py").write_text(self.LOOK)
        (tmp_path / "Makefile").write_text(f"demo:\n\t@exec {sys.executable} {tmp_path}/look.py {seconds}\n")
        return subprocess.Popen(
            ["sh", "-c", f"{how} exec make --no-print-directory -C {tmp_path}"],
            env=os.environ | {"PYTHONPATH": str(PROJECT), "STATE": str(tmp_path / "state")},
            stdout=subprocess.PIPE,
            text=True,
            # Whoever runs these tests in the background lets its children ignore the signal too.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def test_in_the_background_make_never_listens_and_the_demo_goes_on(self, tmp_path):
        assert self.started(tmp_path, "trap '' INT;", 0.3).communicate(timeout=20)[0].endswith("gaat door\n")

    def test_who_interrupts_make_alone_stops_the_demo(self, tmp_path):
        make = self.started(tmp_path, "", 15)
        assert make.stdout is not None
        while make.stdout.readline() not in ("begint\n", ""):
            pass
        make.send_signal(signal.SIGINT)
        assert make.communicate(timeout=20)[0].startswith("stopt\n")
