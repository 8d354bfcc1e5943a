import pytest

from tests.api import world
from tests.conftest import _Kept


@pytest.fixture(scope="session")
def rows_of_the_small_world(django_db_setup, django_db_blocker):
    return _Kept(world.build, django_db_blocker)


@pytest.fixture
def small_world(rows_of_the_small_world, db):
    """Something of everything the API shows."""
    rows_of_the_small_world.put_back()
