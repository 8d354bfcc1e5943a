"""What a local government and the ministry write to each other about a registration, and what the portal tells them."""

import datetime as dt
from html import unescape

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from grants.states import ExtensionKind
from kpi.models import Message
from kpi.models.messages import LONGEST_MESSAGE
from kpi.services import messages, registrations
from municipalities.models import Role
from samenleven.audit.models import Event
from samenleven.core.clock import end_of_day
from samenleven.core.errors import DomainError
from samenleven.notices.models import Notice, NoticeKind
from samenleven.notices.services import deliver_waiting
from tests import make
from tests.kpi.corridor import CORRECTABLE, OPEN, at, corridor
from tests.kpi.partners import partners

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def both():
    return partners()


@pytest.fixture
def official():
    return make.user(ministry_role="case_handler", first_name="Els", last_name="Claes")


def ask(both, text="Wat telt als een contact?", *, by=None, namens=None):
    return messages.write(
        moment=both.moment,
        application=both.application,
        text=text,
        by=by or both.lead_editor,
        local_government=namens or both.lead,
    )


def answer(both, by, text="Elk gesprek van een kwartier."):
    return messages.write(moment=both.moment, application=both.application, text=text, by=by)


def told():
    """Who got a message, and where it leads."""
    return [(one.to, one.path) for one in Notice.objects.filter(kind=NoticeKind.QUESTION).order_by("pk")]


def url(both, name="messages", body=None):
    return reverse(f"kpi:registration-{name}", args=["5", "final", (body or both.lead).code])


def text_of(response):
    return unescape(response.content.decode())


# --- writing ----------------------------------------------------------------------------------------------------------
def test_a_question_reaches_every_case_handler_and_nobody_else(both, official):
    other = make.user(ministry_role="case_handler")
    make.user(ministry_role="case_handler", is_active=False)
    make.user(ministry_role="administrator")
    make.user(ministry_role="analyst")
    asked = ask(both)
    assert (asked.from_ministry, asked.local_government, asked.written_at) == (False, both.lead, OPEN)
    assert told() == [(official, url(both)), (other, url(both))]
    assert list(Event.objects.values_list("verb", "by", "data")) == [
        ("message.written", both.lead_editor.pk, {"moment": "5-final"})
    ]


def test_once_a_case_handler_answered_the_next_question_goes_there(both, official):
    make.user(ministry_role="case_handler")
    ask(both)
    answer(both, official)
    Notice.objects.all().delete()
    ask(both, "En per telefoon?")
    assert told() == [(official, url(both))]


def test_where_there_is_no_case_handler_the_administrators_hear_it(both):
    administrator = make.user(ministry_role="administrator")
    ask(both)
    assert told() == [(administrator, url(both))]


def test_an_answer_reaches_everybody_of_the_lead_and_not_the_members_that_wrote_nothing(both, official):
    signatory = make.editor(both.lead, role=Role.SIGNATORY)
    make.editor(both.lead, role=Role.READER)
    answer(both, official)
    assert sorted(told(), key=lambda one: one[0].pk) == [(both.lead_editor, url(both)), (signatory, url(both))]


def test_an_answer_to_a_member_reaches_the_member_too_each_on_its_own_page(both, official):
    ask(both, by=both.member_editor, namens=both.member)
    Notice.objects.all().delete()
    answer(both, official)
    assert sorted(told(), key=lambda one: one[0].pk) == [
        (both.lead_editor, url(both)),
        (both.member_editor, url(both, body=both.member)),
    ]


def test_the_message_itself_stays_in_the_portal(both, official):
    ask(both, "Mevrouw Janssens kwam twee keer.")
    notice = Notice.objects.get()
    assert "Janssens" not in notice.subject + notice.text + notice.html
    assert notice.subject == "Lees het bericht van Lokeren over eindrapport, Projectronde 5 (1 oktober 2026)"


def test_a_second_click_is_one_message(both, official, clock):
    first = ask(both)
    assert ask(both) == first
    assert Message.objects.count() == Notice.objects.count() == 1
    clock.move_to(OPEN + messages.SECOND_CLICK + dt.timedelta(seconds=1))
    assert ask(both) != first


@pytest.mark.parametrize("text", ["", "   \n ", "x" * (LONGEST_MESSAGE + 1)])
def test_nothing_and_too_much_are_refused(both, official, text):
    with pytest.raises(DomainError):
        ask(both, text)
    assert not Message.objects.exists()
    assert not Notice.objects.exists()


def test_who_sees_what_was_written(both):
    ask(both)
    seen = {
        "member": both.member_editor,
        "ministry": make.user(ministry_role="analyst"),
        "reader of the member": make.editor(both.member, role=Role.READER),
    }
    for person in seen.values():
        assert Message.objects.visible_to(person).count() == 1
    assert not Message.objects.visible_to(make.editor(make.local_government())).exists()


# --- the page ---------------------------------------------------------------------------------------------------------
def test_the_page_shows_the_conversation_and_takes_a_question(client, both, official):
    client.force_login(both.member_editor)
    address = url(both, body=both.member)
    assert f'href="{address}"' in text_of(client.get(url(both, "form", both.member)))
    page = text_of(client.get(address))
    assert "Er is nog niets geschreven." in page
    assert "Noem geen personen." in page
    response = client.post(
        url(both, "message-write", both.member), {"text": "Telt een\r\n\r\ngroep mee? <b>"}, follow=True
    )
    text = text_of(response)
    assert response.redirect_chain == [(address, 302)]
    for words in ("Uw bericht is verstuurd.", "<strong>Bo Maes</strong>, Sint-Niklaas", "1 oktober 2026 om 12.00 uur"):
        assert words in text
    assert "&lt;b&gt;" in response.content.decode()
    message = Message.objects.get()
    assert (message.text, message.local_government) == ("Telt een\n\ngroep mee? <b>", both.member)
    # The lead and the ministry read the same conversation on the page of the lead.
    for person in (both.lead_editor, official):
        client.force_login(person)
        assert "groep mee?" in text_of(client.get(url(both)))
    client.post(url(both, "message-write"), {"text": "Ja."})
    assert Message.objects.order_by("pk").last().from_ministry


def test_an_empty_message_says_what_to_do_and_a_long_one_keeps_what_was_typed(client, both, official):
    client.force_login(both.lead_editor)
    for text, sentence in (("", "Schrijf eerst iets."), ("x" * (LONGEST_MESSAGE + 1), "4000")):
        response = client.post(url(both, "message-write"), {"text": text})
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert text in text_of(response)
    assert not Message.objects.exists()


def test_who_only_reads_sees_no_field_and_writes_nothing(client, both):
    ask(both)
    for person in (make.editor(both.lead, role=Role.READER), make.user(ministry_role="analyst")):
        client.force_login(person)
        page = text_of(client.get(url(both)))
        assert "Wat telt als een contact?" in page
        assert "<textarea" not in page
        assert client.post(url(both, "message-write"), {"text": "Ik ook"}).status_code == 403
    assert Message.objects.count() == 1


def test_a_member_finds_no_page_of_its_lead_and_a_stranger_none_at_all(client, both):
    ask(both)
    client.force_login(both.member_editor)
    assert client.get(url(both)).status_code == 404
    assert client.post(url(both, "message-write"), {"text": "x"}).status_code == 404
    idle = make.local_government()
    client.force_login(make.editor(idle))
    assert client.get(url(both, body=idle)).status_code == 404
    assert Message.objects.count() == 1


def test_a_page_of_two_applications_asks_about_which(client, both, official):
    second = make.application(both.moment.round, make.local_government(name="Beveren"))
    line = make.line(second, both.page.first.participation.line.offer)
    make.commitment(make.participation(line, both.member))
    client.force_login(both.member_editor)
    address = url(both, "message-write", both.member)
    assert "Over welke aanvraag" in text_of(client.get(url(both, body=both.member)))
    assert client.post(address, {"text": "Vraag"}).status_code == 422
    foreign = make.application()
    assert client.post(address, {"text": "Vraag", "application": foreign.pk}).status_code == 422
    client.post(address, {"text": "Vraag", "application": second.pk})
    assert Message.objects.get().application == second


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same_for_one_message_and_for_many(client, both, number, django_assert_num_queries):
    for one in range(number):
        ask(both, f"Vraag {one}")
    client.force_login(both.lead_editor)
    with django_assert_num_queries(7):
        assert text_of(client.get(url(both))).count('class="conversation-message"') == number


# --- the list of the ministry -----------------------------------------------------------------------------------------
def test_who_waits_longest_for_an_answer_stands_on_top(client, both, official, clock):
    first = corridor(round_code="6", local_government=make.local_government(name="Gent"))
    for page_moment, page_application, by, namens, day in (
        (first.moment, first.first.participation.line.application, first.editor, first.local_government, 3),
        (both.moment, both.application, both.lead_editor, both.lead, 2),
    ):
        clock.move_to(at(10, day))
        messages.write(
            moment=page_moment, application=page_application, text=f"Vraag van {namens}", by=by, local_government=namens
        )
    client.force_login(official)
    address = reverse("kpi:message-list")
    text = text_of(client.get(address))
    assert text.index("Vraag van Lokeren") < text.index("Vraag van Gent")
    assert f'href="{url(both)}"' in text
    answer(both, official)
    text = text_of(client.get(address))
    assert text.index("Vraag van Gent") < text.index("Elk gesprek van een kwartier.")
    assert "Vraag van Lokeren" not in text
    open_ones, answered = (text_of(client.get(f"{address}?stand={stand}")) for stand in ("open", "beantwoord"))
    assert ("Vraag van Gent" in open_ones, "kwartier" in open_ones) == (True, False)
    assert ("Vraag van Gent" in answered, "kwartier" in answered) == (False, True)
    assert "Er zijn geen gesprekken." not in text_of(client.get(f"{address}?stand=onzin"))


def test_a_conversation_without_a_known_lead_opens_on_the_page_of_a_member(client, both, official):
    type(both.application).objects.filter(pk=both.application.pk).update(lead=None, is_imported=True)
    both.application.refresh_from_db()
    answer(both, official)
    assert {person for person, _path in told()} == {both.lead_editor, both.member_editor}
    client.force_login(official)
    assert f'href="{url(both)}"' in text_of(client.get(reverse("kpi:message-list")))


@pytest.mark.parametrize("number", [1, 12])
def test_the_list_costs_the_same_for_one_conversation_and_for_many(client, official, number, django_assert_num_queries):
    for one in range(number):
        page = corridor(round_code=str(10 + one))
        messages.write(
            moment=page.moment,
            application=page.first.participation.line.application,
            text="Vraag",
            by=page.editor,
            local_government=page.local_government,
        )
    client.force_login(official)
    with django_assert_num_queries(3):
        assert text_of(client.get(reverse("kpi:message-list"))).count('class="notice"') == number


# --- what the ministry did --------------------------------------------------------------------------------------------
def test_what_is_sent_back_is_told_to_the_lead_and_the_member_with_the_date_and_where_the_remark_stands(
    both, official, clock
):
    both.send_all()
    clock.move_to(CORRECTABLE)
    registrations.send_back(
        moment=both.moment,
        local_government=both.lead,
        lines=[both.page.first.participation.line_id],
        remark="Tel ook <de groepen>.",
        until=end_of_day(dt.date(2026, 11, 20)),
        by=official,
    )
    found = Notice.objects.filter(kind=NoticeKind.RETURNED).order_by("pk")
    assert [(one.to, one.path) for one in found] == [
        (both.lead_editor, url(both, "form")),
        (both.member_editor, url(both, "form", both.member)),
    ]
    first = found[0]
    assert first.subject == "Verbeter uw KPI's voor 20 november 2026: eindrapport van Lokeren"
    for words in (
        "Wat er beter moet, leest u bij de actie",
        "actie 101, Actie 101",
        "Verbeter voor 20 november 2026",
        first.path,
    ):
        assert words in first.text
    assert "Wat er beter moet, leest u bij de actie" in first.html
    for one in found:
        assert "de groepen" not in one.subject + one.text + one.html


def test_what_is_not_sent_back_after_all_tells_nobody(both, official):
    with pytest.raises(DomainError):
        registrations.send_back(
            moment=both.moment,
            local_government=both.lead,
            lines=[both.page.first.participation.line_id],
            remark="x",
            until=at(12, 1),
            by=official,
        )
    assert not Notice.objects.exists()


KINDS = {
    ExtensionKind.EXTENSION: "U krijgt meer tijd, tot en met 30 november 2026: eindrapport van Lokeren",
    ExtensionKind.REOPENING: "Uw registratie is weer open tot en met 30 november 2026: eindrapport van Lokeren",
}


@pytest.mark.parametrize(("kind", "subject"), KINDS.items())
def test_more_time_is_told_to_the_lead_and_its_members_with_the_date_and_without_the_reason(
    both, official, clock, kind, subject
):
    clock.move_to(at(11, 20))
    registrations.give_more_time(
        moment=both.moment,
        application=both.application,
        until=end_of_day(dt.date(2026, 11, 30)),
        reason="Mevrouw Claes is ziek.",
        by=official,
        kind=kind,
    )
    found = Notice.objects.filter(kind=NoticeKind.MORE_TIME).order_by("pk")
    assert [one.to for one in found] == [both.lead_editor, both.member_editor]
    assert found[0].subject == subject
    for one in found:
        assert "ziek" not in one.subject + one.text + one.html
        assert "reden" not in one.text
    assert "30 november 2026" in found[0].text.splitlines()[2]


def test_somebody_of_the_lead_and_the_member_hears_it_once(both, official, clock):
    person = make.editor(both.lead, both.member)
    clock.move_to(at(10, 10))
    registrations.give_more_time(
        moment=both.moment, application=both.application, until=at(11, 30), reason="Ziekte.", by=official
    )
    assert Notice.objects.get(to=person).path == url(both, "form")


# --- what the ministry took back --------------------------------------------------------------------------------------
def test_a_return_that_is_withdrawn_is_told_to_who_was_asked(both, official, clock):
    both.send_all()
    clock.move_to(CORRECTABLE)
    lines = [both.page.first.participation.line_id]
    of = {"moment": both.moment, "local_government": both.lead, "lines": lines, "by": official}
    registrations.send_back(remark="Tel ook de groepen.", until=at(11, 20), **of)
    before = Notice.objects.count()
    registrations.withdraw_return(**of)
    found = Notice.objects.order_by("pk")[before:]
    assert [(one.to, one.kind, one.path) for one in found] == [
        (both.lead_editor, NoticeKind.INFORMATION, url(both, "form")),
        (both.member_editor, NoticeKind.INFORMATION, url(both, "form", both.member)),
    ]
    assert found[0].subject == "Wat teruggestuurd was, hoeft u niet meer te verbeteren: eindrapport van Lokeren"
    for words in ("actie 101, Actie 101", "Wat u eerder indiende, blijft gelden.", found[0].path):
        assert words in found[0].text
        assert words in found[0].html
    assert deliver_waiting() == Notice.objects.count()
    assert [sent.to[0] for sent in mail.outbox[-2:]] == [both.lead_editor.email, both.member_editor.email]
    with pytest.raises(DomainError):
        registrations.withdraw_return(**of)
    assert Notice.objects.count() == before + 2


WITHDRAWN = {
    ExtensionKind.EXTENSION: ("De extra tijd is ingetrokken: eindrapport van Lokeren", "de extra tijd"),
    ExtensionKind.REOPENING: ("De heropening is ingetrokken: eindrapport van Lokeren", "de heropening"),
}


@pytest.mark.parametrize(("kind", "words"), WITHDRAWN.items())
def test_more_time_that_is_withdrawn_is_told_to_who_had_it(client, both, official, clock, kind, words):
    clock.move_to(at(11, 20))
    given = {"moment": both.moment, "application": both.application, "reason": "Brand.", "by": official, "kind": kind}
    registrations.give_more_time(until=end_of_day(dt.date(2026, 11, 25)), **given)
    clock.shift(60)
    extension = registrations.give_more_time(until=end_of_day(dt.date(2026, 11, 30)), **given)
    clock.shift(60)
    Notice.objects.all().delete()
    client.force_login(official)
    withdraw = reverse("kpi:extension-withdraw", args=[extension.pk])
    assert client.post(withdraw).status_code == 302
    found = Notice.objects.order_by("pk")
    assert [(one.to, one.kind, one.path) for one in found] == [
        (both.lead_editor, NoticeKind.INFORMATION, url(both, "form")),
        (both.member_editor, NoticeKind.INFORMATION, url(both, "form", both.member)),
    ]
    subject, what = words
    assert found[0].subject == subject
    assert f"trok {what} tot en met 30 november 2026 in" in found[0].text
    assert "U hebt nog tijd tot en met 25 november 2026." in found[0].text  # the shorter one still runs
    assert "Brand." not in found[0].text
    client.post(withdraw)  # a second click
    assert Notice.objects.count() == 2
    registrations.withdraw_more_time(extension=both.moment.extensions.get(withdrawn_at=None), by=official)
    assert "De gewone deadline geldt weer: 15 oktober 2026." in Notice.objects.order_by("pk")[2].html
