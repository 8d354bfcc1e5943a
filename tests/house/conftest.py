"""What the tests of the frame share."""

import pytest

from samenleven.tryout.state import State


@pytest.fixture
def place(tmp_path):
    """A STATE folder that `nobody` can reach, as a clone in an open folder is."""
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    return State(tmp_path / "s").prepare()
