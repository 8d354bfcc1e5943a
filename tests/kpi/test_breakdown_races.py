"""Two people who split one count at once, on real connections: nothing is overwritten, and never more than the whole."""

from functools import partial

import pytest
import time_machine

from kpi.models import BreakdownValue, DraftBreakdown, Registration
from kpi.services import breakdowns, registrations
from kpi.services.breakdowns import PartConflict, PartEntry, TooMuch
from samenleven.core.errors import DomainError
from tests import make
from tests.kpi.corridor import OPEN
from tests.kpi.splits import splitting
from tests.kpi.test_registration_races import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=True):
        yield


def save(one, code, count, by=None, revision=0):
    return breakdowns.save_breakdowns(
        moment=one.page.moment,
        commitment=one.page.first,
        entries=[PartEntry(one.category(one.track, code), count, revision)],
        by=by or one.page.editor,
    )


def test_two_editors_on_one_part_one_is_refused():
    one = splitting()
    outcomes = together(partial(save, one, "a", 3), partial(save, one, "a", 4, make.editor()))
    assert sum(isinstance(outcome, PartConflict) for outcome in outcomes) == 1
    assert DraftBreakdown.objects.get().revision == 1
    assert Registration.objects.count() == 1


def test_two_parts_that_are_together_too_much_are_not_both_saved():
    one = splitting()
    one.page.save(10)
    outcomes = together(partial(save, one, "a", 6), partial(save, one, "b", 6))
    assert sum(isinstance(outcome, TooMuch) for outcome in outcomes) == 1
    assert DraftBreakdown.objects.get().count == 6


def test_a_part_and_a_send_at_once_send_what_stands():
    one = splitting()
    one.page.save(10)
    save(one, "a", 1)
    outcomes = together(partial(save, one, "a", 2, revision=1), partial(one.page.act, registrations.submit))
    sent = BreakdownValue.objects.get().count
    # Either the save came first and 2 was sent, or it came second and was refused by the lock.
    assert (sent, DraftBreakdown.objects.get().count) in {(2, 2), (1, 1)}
    assert isinstance(outcomes[0], DomainError) is (sent == 1)
