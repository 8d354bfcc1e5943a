"""The whole way from a form that is locked to a correction that is sent: asked, answered, opened, told, and closed again by itself."""

import datetime as dt
from html import unescape

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from kpi.models import Message, RegistrationVersion
from kpi.services import registrations
from municipalities.models import Role
from samenleven.core.clock import end_of_day
from samenleven.notices.models import Notice, NoticeKind
from samenleven.notices.services import deliver_waiting
from tests import make
from tests.kpi.corridor import LATE, OPEN, OVER, at
from tests.kpi.partners import partners
from tests.kpi.test_registration_pages import name_of

pytestmark = pytest.mark.django_db

ASK = "Vraag om te heropenen"
BEGINS = "Wij vragen om de registratie van Lokeren te heropenen (eindrapport, Projectronde 5), omdat "
UNTIL = end_of_day(dt.date(2026, 11, 30))
AFTER = at(12, 1)


@pytest.fixture
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def both(clock):
    """A partnership that sent everything; it is after the last moment for changes."""
    made = partners()
    made.send_all()
    Notice.objects.all().delete()
    clock.move_to(OVER)
    return made


def url(name, body):
    return reverse(f"kpi:{name}", args=["5", "final", body.code])


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_from_a_locked_form_to_a_correction(both, clock):
    handler = make.user(ministry_role="case_handler")
    form, questions = url("registration-form", both.lead), url("registration-messages", both.lead)

    # The form says why, since when and who can open it, and leads to the question.
    editor = signed_in(both.lead_editor)
    page = read(editor, form)
    assert "Deze registratie is ingediend op 1 oktober 2026 om 12.00 uur." in page
    assert "Verbeteren kon tot en met 15 november 2026." in page
    assert f'href="{questions}?vraag=heropenen">{ASK}</a>' in page
    assert BEGINS in read(editor, f"{questions}?vraag=heropenen")
    assert BEGINS not in read(editor, questions)
    asked = f"{BEGINS}we een groep vergaten."
    editor.post(url("registration-message-write", both.lead), {"text": asked})
    assert Message.objects.get().text == asked

    # The case handler hears it, reads it, and goes straight to where more time is given.
    told = Notice.objects.get()
    assert (told.to, told.kind, told.path) == (handler, NoticeKind.QUESTION, questions)
    official = signed_in(handler)
    page = read(official, told.path)
    assert asked in page
    follow_up = url("follow-up-applicant", both.lead)
    assert f'href="{follow_up}#meer-tijd">Lokeren verlengen of heropenen</a>' in page
    assert BEGINS not in read(official, f"{questions}?vraag=heropenen").replace(asked, "")
    page = read(official, follow_up)
    assert 'id="meer-tijd"' in page
    assert f'href="{questions}"' in page
    given = {"kind": "reopening", "until": "30/11/2026", "reason": "Een groep was vergeten."}
    given = {f"time-{name}": said for name, said in given.items()} | {"time-application": both.application.pk}
    assert official.post(url("follow-up-extend", both.lead), given).status_code == 302

    # Lead and member read it, in the portal and by mail.
    told = Notice.objects.filter(kind=NoticeKind.MORE_TIME).order_by("pk")
    assert [one.to for one in told] == [both.lead_editor, both.member_editor]
    assert "weer open tot en met 30 november 2026" in told[0].subject
    assert told[0].subject in read(editor, reverse("notices:list"))
    deliver_waiting()
    assert told[0].subject in [sent.subject for sent in mail.outbox]

    # The form opens; what is corrected is sent as the next version.
    page = read(editor, told[0].path)
    assert ASK not in page
    assert "Lokeren is trekker en kan ze verbeteren tot en met 30 november 2026." in page
    assert editor.post(url("registration-correct", both.lead)).status_code == 302
    name = name_of(both.page.first)
    field = registrations.read_sheet(both.moment, both.lead, OVER).fields[0]
    saved = editor.post(
        url("registration-save", both.lead),
        {name: "17", f"{name}-versie": str(field.revision)},
        headers={"HX-Request": "true"},
    )
    assert saved.status_code == 200
    seen = registrations.read_sheet(both.moment, both.lead, OVER).fingerprint
    assert editor.post(url("registration-submit", both.lead), {"seen": seen}).url == url(
        "registration-receipt", both.lead
    )
    corrected = RegistrationVersion.objects.get(number=2)
    assert (corrected.registration.participation, corrected.values.get().count) == (both.page.first.participation, 17)

    # It closes by itself, and can be asked for again.
    clock.move_to(AFTER)
    editor = signed_in(both.lead_editor)
    page = read(editor, form)
    assert "Verbeteren kon tot en met 30 november 2026." in page
    assert ASK in page


def test_only_who_may_write_is_asked_to_ask(both):
    for user in (
        make.editor(both.lead, role=Role.READER),
        make.user(ministry_role="case_handler"),
        make.user(ministry_role="analyst"),
    ):
        client = signed_in(user)
        page = read(client, url("registration-form", both.lead))
        assert "kan de registratie heropenen." in page
        assert ASK not in page
        assert BEGINS not in read(client, f"{url('registration-messages', both.lead)}?vraag=heropenen")
    analyst = read(signed_in(make.user(ministry_role="analyst")), url("registration-messages", both.lead))
    assert "verlengen of heropenen" not in analyst


def test_a_member_asks_on_its_own_page_and_the_answer_is_given_to_its_lead(both):
    page = read(signed_in(both.member_editor), url("registration-form", both.member))
    assert f'{url("registration-messages", both.member)}?vraag=heropenen">{ASK}' in page
    page = read(signed_in(make.user(ministry_role="case_handler")), url("registration-messages", both.member))
    assert f'{url("follow-up-applicant", both.lead)}#meer-tijd">Lokeren verlengen of heropenen</a>' in page


def test_a_form_that_opens_by_itself_or_by_its_owner_asks_nobody(both, clock):
    clock.move_to(at(10, 10))
    assert ASK not in read(signed_in(both.lead_editor), url("registration-form", both.lead))
    clock.move_to(LATE)
    assert ASK not in read(signed_in(both.lead_editor), url("registration-form", both.lead))
