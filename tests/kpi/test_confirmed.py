"""What is sent is what was confirmed (R18): a count, its reason, how it is split, and why a target was missed."""

import pytest
import time_machine

from kpi.models import BreakdownValue, Motivation, RegistrationValue, RegistrationVersion
from kpi.services import registrations
from kpi.services.registrations import Answer
from samenleven.core.errors import Conflict
from tests import make
from tests.kpi.corridor import OPEN, corridor
from tests.kpi.splits import splitting
from tests.kpi.test_registration_pages import text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page(clock):
    return corridor(target=10)


def write(page, text, revision=0):
    """A colleague says why the target was missed."""
    colleague = make.editor(page.local_government)
    line = page.first.participation.line
    page.act(registrations.save_motivation, colleague, line=line, text=text, revision=revision)


def refused(page, seen):
    with pytest.raises(Conflict, match="Er is niets ingediend: intussen wijzigde iemand iets"):
        page.act(registrations.submit, seen=seen)
    assert not RegistrationVersion.objects.exists()
    assert not Motivation.objects.exists()


def test_another_motivation_is_not_sent_unseen(page):
    page.save(3)
    write(page, "De eerste.")
    seen = page.sheet().fingerprint
    write(page, "Heel iets anders.", revision=1)
    refused(page, seen)
    page.act(registrations.submit, seen=page.sheet().fingerprint)
    assert Motivation.objects.get().text == "Heel iets anders."


def test_another_reason_is_not_sent_unseen(page):
    def save(reason, revision):
        registrations.save_field(
            moment=page.moment,
            commitment=page.first,
            answer=Answer(20),
            revision=revision,
            by=page.editor,
            reason=reason,
        )

    save("De eerste.", 0)
    seen = page.sheet().fingerprint
    save("Heel iets anders.", 1)
    refused(page, seen)
    page.act(registrations.submit, seen=page.sheet().fingerprint)
    assert RegistrationValue.objects.get().reason == "Heel iets anders."


def test_another_split_is_not_sent_unseen(clock):
    one = splitting()
    one.page.save(10)
    seen = one.page.sheet().fingerprint
    one.save(one.track, onbekend=3)
    refused(one.page, seen)
    seen = one.page.sheet().fingerprint
    one.save(one.track, onbekend=9)
    refused(one.page, seen)
    one.page.act(registrations.submit, seen=one.page.sheet().fingerprint)
    assert BreakdownValue.objects.get().count == 9


def test_a_motivation_that_is_not_asked_is_not_sent_and_hinders_nobody(page):
    page.save(9)
    write(page, "De eerste.")
    page.save(10)
    seen = page.sheet().fingerprint
    write(page, "Heel iets anders.", revision=1)
    page.act(registrations.submit, seen=seen)
    assert not Motivation.objects.exists()


def test_a_second_click_is_the_same_sending_whatever_goes_with_the_counts(clock):
    one = splitting(target=20)
    one.page.save(10)
    one.save(one.track, onbekend=3)
    write(one.page, "De eerste.")
    seen = one.page.sheet().fingerprint
    one.page.act(registrations.submit, seen=seen)
    assert one.page.act(registrations.submit, seen=seen).is_repeated
    assert RegistrationVersion.objects.count() == 1


def test_what_the_check_page_holds_is_what_it_shows(client, clock):
    one = splitting(target=20)
    one.page.save(10)
    one.save(one.track, onbekend=3)
    write(one.page, "De eerste.")
    client.force_login(one.page.editor)
    seen = one.page.sheet().fingerprint
    assert f'name="seen" value="{seen}"' in text_of(client.get(url(one.page, "submit")))
    one.save(one.track, onbekend=4)
    response = client.post(url(one.page, "submit"), {"seen": seen}, follow=True)
    assert response.redirect_chain == [(url(one.page, "submit"), 302)]
    assert "intussen wijzigde iemand iets. Kijk alles nog eens na." in text_of(response)
    assert not RegistrationVersion.objects.exists()


@pytest.mark.parametrize("seen", ["", "m1.1", "s1.1", "-", "x"])
def test_what_nobody_saw_is_no_second_click(page, seen):
    page.save(10)
    refused(page, seen)
