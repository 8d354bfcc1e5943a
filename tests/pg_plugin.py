"""A pytest plugin: one throw-away PostgreSQL and Valkey for the whole run, shared by the workers of xdist.

Loaded with `-p tests.pg_plugin`, because pytest-django reads the settings before any conftest. Servers that the environment
names (DATABASE_URL, REDIS_URL) are used as they are. The keeper process stops ours when this run ends, however it ends.

Migrating costs ten seconds of a core: it is done once for each state of the migrations, and kept as a cluster to copy.
"""

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress

import pytest

from samenleven.tryout.lease import GIVEN_BY, Lease, take_lease
from samenleven.tryout.state import PROJECT, Lock, State, TryoutError

CACHE = PROJECT / ".pytest_cache"
# What decides how a migrated database looks.
DECIDING = ["requirements.lock", "samenleven/settings/*.py", "*/migrations/*.py", "samenleven/*/migrations/*.py"]


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config, parser, args):
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        try:
            _start_servers()
        except TryoutError as error:
            raise pytest.UsageError(str(error)) from error
    else:
        _give_own_broker(int(worker.removeprefix("gw")) + 1)
    return (yield)


def _start_servers():
    wanted = {name for name, variable in GIVEN_BY.items() if not os.environ.get(variable)}
    options = ["--not-durable", "--throw-away"]
    if "postgres" in wanted:
        with suppress(PermissionError):  # somebody else's cache: then every worker migrates
            options.append(f"--template={_template()}")
            os.environ["TEST_TEMPLATE"] = "samenleven"
    state = _temporary_state()
    os.environ["STATE"] = str(state.folder)
    if wanted:
        take_lease(state, wanted, *options)
    else:
        atexit.register(shutil.rmtree, state.folder, ignore_errors=True)


def _template():
    """A cluster whose database is migrated; made by the first run that needs it, while the others wait."""
    deciding = hashlib.sha256()
    for pattern in DECIDING:
        for path in sorted(PROJECT.glob(pattern)):
            deciding.update(str(path.relative_to(PROJECT)).encode() + path.read_bytes())
    template = CACHE / f"cluster-{deciding.hexdigest()[:16]}"
    CACHE.mkdir(exist_ok=True)
    with Lock(CACHE / "cluster.lock"):
        if not template.exists():
            _make_template(template)
            for old in sorted(CACHE.glob("cluster-*"), key=lambda path: path.stat().st_mtime)[:-3]:
                shutil.rmtree(old, ignore_errors=True)
    return template


def _make_template(template):
    state = _temporary_state()
    lease = Lease(state, {"postgres"}, "--not-durable")
    try:
        given = {"DATABASE_URL": lease.join()["postgres"], "REDIS_URL": "redis://unread"}
        given |= {"DJANGO_SETTINGS_MODULE": "samenleven.settings.test", "STATE": str(state.folder)}
        migrated = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=PROJECT,
            env=os.environ | given,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        lease.leave()
        if migrated.returncode:
            raise TryoutError(f"The migrations fail:\n{migrated.stderr}")
        half = template.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(state.home / "data", half)
        half.rename(template)
    finally:
        lease.leave()
        for folder in {state.home, state.folder}:
            shutil.rmtree(folder, ignore_errors=True)


def _temporary_state():
    return State(tempfile.mkdtemp(prefix="samenleven-test-")).prepare()


def _give_own_broker(number):
    """Every worker counts in a database of its own, as pytest-django does for PostgreSQL."""
    url = os.environ["REDIS_URL"]
    if url.startswith("unix://"):
        os.environ["REDIS_URL"] = f"{url.partition('?')[0]}?db={number}"
    elif url.startswith(("redis://", "rediss://")):
        os.environ["REDIS_URL"] = f"{url.rstrip('/').rsplit('/', 1)[0] if url.count('/') > 2 else url}/{number}"
