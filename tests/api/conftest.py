import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from tests.api import told, world
from tests.conftest import _Kept


@pytest.fixture(scope="session")
def rows_of_the_small_world(django_db_setup, django_db_blocker):
    return _Kept(world.build, django_db_blocker)


@pytest.fixture
def small_world(rows_of_the_small_world, db):
    """Something of everything the API shows."""
    rows_of_the_small_world.put_back()


@pytest.fixture
def one_connection(db):
    """A request through WSGI does not close the connection that holds the rows of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def what_was_answered(request):
    """Goes with the report of the test, from whatever process it ran in, to the summary at the end of the run."""
    yield
    request.node.user_properties += [("answered", one) for one in told.ANSWERED]
    told.ANSWERED.clear()
