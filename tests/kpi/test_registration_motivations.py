"""A motivation is asked only where a target is missed or the action is judged on content, once for the applicant (R25)."""

import pytest
import time_machine

from kpi.models import DraftMotivation, Motivation, RegistrationVersion
from kpi.services import registrations
from kpi.services.registrations import Answer
from samenleven.core.errors import DomainError
from tests import make
from tests.kpi.corridor import CORRECTABLE, OPEN, corridor
from tests.kpi.test_registration_pages import text_of, url

pytestmark = pytest.mark.django_db
MISSED = "Eindrapport, actie 101: het doel is niet gehaald. Schrijf in enkele zinnen waarom."


@pytest.fixture
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page(clock):
    return corridor(target=10)


def asked(page, now=OPEN):
    return [action.asks_motivation for action in page.sheet(now).actions]


@pytest.mark.parametrize(("count", "is_asked"), [(9, True), (10, False), (11, False), (None, False)])
def test_it_is_asked_below_the_target_and_not_while_nothing_is_filled_in(page, count, is_asked):
    if count is not None:
        page.save(count)
    assert asked(page) == [is_asked]


def test_it_is_not_asked_where_the_target_is_unknown(page):
    page.first.target = None
    page.first.save()
    page.save(Answer(0))
    assert asked(page) == [False]


def test_it_is_never_asked_halfway_but_where_content_is_judged(clock):
    halfway = corridor(target=10, kind="decided", round_code="6")
    halfway.moment.kind = "interim"
    halfway.moment.save()
    halfway.save(1)
    assert asked(halfway) == [False]
    offer = halfway.first.participation.line.offer
    offer.content_judged = True
    offer.save()
    assert asked(halfway) == [True]


def test_without_it_nothing_is_sent(page):
    page.save(9)
    with pytest.raises(registrations.Faulty, match="het doel is niet gehaald") as refusal:
        page.act(registrations.submit)
    assert str(refusal.value) == MISSED
    assert not RegistrationVersion.objects.exists()


def test_with_it_one_motivation_is_sent_and_kept(page):
    page.save(9)
    page.motivate("Een begeleider viel uit.")
    page.act(registrations.submit)
    sent = Motivation.objects.get()
    assert (sent.number, sent.text, sent.sent_by) == (1, "Een begeleider viel uit.", page.editor)
    assert page.sheet().actions[0].sent_motivation == sent


def test_one_that_is_not_asked_any_more_is_not_sent(page):
    page.save(9)
    page.motivate("Een begeleider viel uit.")
    page.save(10)
    page.act(registrations.submit)
    assert not Motivation.objects.exists()


def test_another_text_alone_is_a_correction(page, clock):
    page.save(9)
    page.motivate("Een begeleider viel uit.")
    page.act(registrations.submit)
    clock.move_to(CORRECTABLE)
    page.act(registrations.start_correction)
    with pytest.raises(DomainError, match="U hebt nog niets verbeterd"):
        page.act(registrations.submit)
    page.motivate("Twee begeleiders vielen uit.")
    page.act(registrations.submit)
    assert list(Motivation.objects.order_by("number").values_list("number", "text")) == [
        (1, "Een begeleider viel uit."),
        (2, "Twee begeleiders vielen uit."),
    ]
    assert RegistrationVersion.objects.count() == 1


def test_two_colleagues_never_overwrite_each_other(page):
    page.save(9)
    page.motivate("De eerste.")
    line = page.first.participation.line
    with pytest.raises(registrations.MotivationConflict, match="Nu bewaard: “De eerste"):
        page.act(registrations.save_motivation, line=line, text="De tweede.", revision=0)
    assert DraftMotivation.objects.get().text == "De eerste."
    same = page.act(registrations.save_motivation, line=line, text=" De eerste. ", revision=0)
    assert same.revision == 1


def test_it_can_not_be_too_long(page):
    page.save(9)
    with pytest.raises(DomainError, match=r"hoogstens 2500 tekens"):
        page.motivate("a" * 2501)
    assert not DraftMotivation.objects.exists()


def test_the_page_asks_it_at_its_action(client, page):
    client.force_login(page.editor)
    assert 'data-motivation="final" hidden' in text_of(client.get(url(page)))
    page.save(9)
    text = text_of(client.get(url(page)))
    assert 'data-motivation="final" hx-post' in text
    assert "Waarom is het doel niet gehaald?" in text
    assert "1 cijfer en 1 motivering in, naar schatting 12 minuten" in text


def test_the_page_saves_it_and_says_when(client, page):
    page.save(9)
    client.force_login(page.editor)
    name = f"m{page.first.participation.line_id}"
    data = {name: "Een begeleider viel uit.", f"{name}-versie": "0"}
    response = client.post(url(page, "motivation"), data, headers={"HX-Request": "true"})
    assert response.status_code == 200
    assert "bewaard om 12.00 uur" in text_of(response)
    assert DraftMotivation.objects.get().text == "Een begeleider viel uit."
    again = client.post(url(page, "motivation"), data | {name: "Anders."}, headers={"HX-Request": "true"})
    assert again.status_code == 409
    assert "Intussen wijzigde An Peeters deze motivering." in text_of(again)
    assert DraftMotivation.objects.get().text == "Een begeleider viel uit."


def test_the_page_without_javascript_asks_it_when_sending(client, page):
    client.force_login(page.editor)
    field, line = f"p{page.first.participation_id}-{page.first.indicator.code}", page.first.participation.line_id
    typed = {field: "9", f"{field}-versie": "0", f"m{line}": "", f"m{line}-versie": "0", "do": "check"}
    response = client.post(url(page), typed)
    assert response.status_code == 422
    assert MISSED in text_of(response)
    typed |= {f"{field}-versie": "1", f"m{line}": "Een begeleider viel uit."}
    assert client.post(url(page), typed).url == url(page, "submit")
    assert "Een begeleider viel uit." in text_of(client.get(url(page, "submit")))


def test_nobody_else_saves_it(client, page):
    page.save(9)
    name = f"m{page.first.participation.line_id}"
    client.force_login(make.editor(make.local_government()))
    data = {name: "Van een ander.", f"{name}-versie": "0"}
    assert client.post(url(page, "motivation"), data).status_code == 404
    client.force_login(make.editor(page.local_government, role="reader"))
    assert client.post(url(page, "motivation"), data).status_code == 403
    assert not DraftMotivation.objects.exists()
