"""What the tests of the frame share."""

import shutil
import tempfile

import pytest

from samenleven.tryout.state import State


@pytest.fixture
def place():
    """A STATE folder with a short path that `nobody` can reach: pytest's own are neither under xdist."""
    state = State(tempfile.mkdtemp(prefix="samenleven-test-")).prepare()
    yield state
    for folder in (state.home, state.folder):
        shutil.rmtree(folder, ignore_errors=True)
