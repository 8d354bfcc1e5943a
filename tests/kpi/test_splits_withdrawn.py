"""A split that is taken from a KPI is asked of nobody any more: it keeps nobody from sending, and what was sent stays readable."""

import pytest
import time_machine

from kpi.models import BreakdownValue, DraftBreakdown, IndicatorDimension, RegistrationVersion
from kpi.services import registrations
from samenleven.core.errors import DomainError
from tests.kpi.corridor import CORRECTABLE, OPEN
from tests.kpi.splits import splitting
from tests.kpi.test_registration_pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def one(clock):
    made = splitting()
    made.page.save(10)
    return made


def withdraw(one, *dimensions):
    """The administrator takes these splits from the KPI."""
    IndicatorDimension.objects.filter(indicator=one.page.first.indicator, dimension__in=dimensions).delete()


def sent():
    return list(
        BreakdownValue.objects.order_by("version__number", "category__code").values_list("version__number", "count")
    )


def test_it_keeps_nobody_from_sending(one, client):
    one.save(one.track, onbekend=9)
    withdraw(one, one.track, one.origin, one.study)
    one.page.save(4)
    client.force_login(one.page.editor)
    assert "Uitsplitsing" not in text_of(client.get(url(one.page, "submit")))
    one.page.act(registrations.submit)
    assert RegistrationVersion.objects.count() == 1
    assert sent() == []


def test_another_split_of_the_same_kpi_is_still_held_against_its_count(one):
    one.save(one.track, onbekend=9)
    one.save(one.study, onbekend=8)
    withdraw(one, one.track)
    one.page.save(4)
    with pytest.raises(registrations.Faulty, match="de uitsplitsing “Studie” telt samen 8"):
        one.page.act(registrations.submit)
    one.save(one.study, onbekend=4)
    one.page.act(registrations.submit)
    assert sent() == [(1, 4)]


def test_what_was_sent_stays_on_the_receipt_and_changes_nothing(one, client, clock):
    one.save(one.track, onbekend=9)
    one.page.act(registrations.submit)
    withdraw(one, one.track)
    client.force_login(one.page.editor)
    assert "Uitsplitsing van KPI 101.1" in text_of(client.get(url(one.page, "receipt")))
    clock.move_to(CORRECTABLE)
    one.page.act(registrations.start_correction)
    with pytest.raises(DomainError, match="U hebt nog niets verbeterd"):
        one.page.act(registrations.submit)
    one.page.save(4)
    one.page.act(registrations.submit)
    assert sent() == [(1, 9)]


@pytest.mark.parametrize("verb", [registrations.take_back, registrations.start_correction])
def test_the_way_back_leaves_it_alone(one, clock, verb):
    one.save(one.track, onbekend=9)
    one.page.act(registrations.submit)
    withdraw(one, one.track)
    DraftBreakdown.objects.update(count=2, revision=2)
    if verb is registrations.start_correction:
        clock.move_to(CORRECTABLE)
    one.page.act(verb)
    assert DraftBreakdown.objects.values_list("count", "revision").get() == (2, 2)


def test_what_split_it_further_is_held_against_the_count_itself(one):
    one.save(one.track, onbekend=3)
    withdraw(one, one.track)
    one.save(one.origin, onbekend=9)
    one.page.act(registrations.submit)
    assert sent() == [(1, 9)]
