"""A pytest plugin: one throw-away PostgreSQL and Valkey for the whole run, shared by the workers of xdist.

Loaded with `-p tests.pg_plugin`, because pytest-django reads the settings before any conftest. Servers that the environment
names (DATABASE_URL, REDIS_URL) are used as they are. The keeper process stops ours when this run ends, however it ends.
"""

import os
import tempfile

import pytest

from samenleven.tryout.lease import GIVEN_BY, take_lease
from samenleven.tryout.state import State, TryoutError


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config, parser, args):
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        _start_servers()
    else:
        _give_own_broker(int(worker.removeprefix("gw")) + 1)
    return (yield)


def _start_servers():
    wanted = {name for name, variable in GIVEN_BY.items() if not os.environ.get(variable)}
    state = State(tempfile.mkdtemp(prefix="samenleven-test-"))
    os.environ["STATE"] = str(state.folder)
    if not wanted:
        return
    try:
        take_lease(state.prepare(), wanted, throw_away=True)
    except TryoutError as error:
        raise pytest.UsageError(str(error)) from error


def _give_own_broker(number):
    """Every worker counts in a database of its own, as pytest-django does for PostgreSQL."""
    url = os.environ["REDIS_URL"]
    if url.startswith("unix://"):
        os.environ["REDIS_URL"] = f"{url.partition('?')[0]}?db={number}"
    elif url.startswith(("redis://", "rediss://")):
        os.environ["REDIS_URL"] = f"{url.rstrip('/').rsplit('/', 1)[0] if url.count('/') > 2 else url}/{number}"
