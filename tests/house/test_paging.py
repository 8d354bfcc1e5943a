"""A long list is ordered once in a while, whoever looks at it."""

import uuid

import pytest

from municipalities.models import LocalGovernment
from samenleven.core.paging import RememberingPaginator
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages():
    for _each in range(5):
        make.local_government()
    key = uuid.uuid4().hex
    return lambda suffix="": RememberingPaginator(
        LocalGovernment.objects.order_by("pk").values("pk"), 2, key=key + suffix, seconds=60
    )


def test_a_page_that_was_read_is_not_read_again(pages, django_assert_num_queries):
    with django_assert_num_queries(2):
        first = list(pages().get_page(2))
    with django_assert_num_queries(0):
        assert list(pages().get_page(2)) == first
    assert [row["pk"] for row in first] == sorted(LocalGovernment.objects.values_list("pk", flat=True))[2:4]


def test_another_key_is_another_list(pages):
    assert pages().count == 5
    make.local_government()
    assert pages().count == 5
    assert pages("changed").count == 6


@pytest.mark.parametrize(("asked", "number", "rows"), [("1", 1, 2), ("3", 3, 1), ("99", 3, 1), ("x", 1, 2)])
def test_a_page_that_is_not_there_gives_the_nearest(pages, asked, number, rows):
    page = pages().get_page(asked)
    assert (page.number, len(page), page.paginator.num_pages) == (number, rows, 3)
