"""Invisible signs that come along when somebody pastes never stand in the way of the page, the Word or the PDF (R39)."""

import datetime as dt

import pytest

from kpi.models import Question
from kpi.services import answers
from kpi.states import AnswerKind
from samenleven.core.clock import start_of_day
from samenleven.core.papers import facts, fit_to_show, heading, note, paragraph, table
from samenleven.core.wording import plain
from tests import make
from tests.kpi.dossiers import dossier

pytestmark = pytest.mark.django_db
# A start of text, a bell, a separator, the bullet of Word, a byte order mark, half a pair, no character.
SIGNS = "\x02\x07\x1f\uf0b7\ufeff\ud800\uffff"
OUTS = ("antwoord/", "antwoord/word/", "antwoord/pdf/")


@pytest.fixture
def world(time_machine):
    time_machine.move_to(start_of_day(dt.date(2023, 12, 2)), tick=False)
    return dossier()


def statuses(client, question):
    return [client.get(f"{question.get_absolute_url()}{out}").status_code for out in OUTS]


def test_a_text_loses_what_nobody_sees_and_keeps_its_lines():
    assert plain("een\x02\x07\ttwee\r\ndrie\vvier\uf0b7 \ud800€ “é”") == "een twee\ndrie\nvier € “é”"


def test_every_part_of_a_paper_is_fit_to_show():
    parts = [
        heading(1, SIGNS),
        paragraph(SIGNS),
        note(SIGNS),
        facts([(SIGNS, SIGNS)]),
        table(SIGNS, [SIGNS], [[SIGNS]]),
    ]
    assert [part for part in parts if set(str(part)) & set(SIGNS)] == []
    assert set(SIGNS) & set(str(fit_to_show({"rows": [[SIGNS]]}))) == set()


@pytest.mark.parametrize("sign", SIGNS)
def test_what_was_pasted_at_the_intake_leaves_as_word_and_pdf(world, client, sign):
    question = make.question(f"1. Hoe{sign}veel?\n2. En{sign} nu?", by=world.writer, title=f"Over{sign} dit")
    client.force_login(world.writer)
    assert statuses(client, question) == [200, 200, 200]
    kept = [question.title, question.text, *question.parts.values_list("text", flat=True)]
    assert [text for text in kept if sign in text] == []


@pytest.mark.parametrize("sign", "\x02\x07\x1f\uf0b7")
def test_what_was_pasted_on_a_page_leaves_as_word_and_pdf(world, client, sign):
    client.force_login(world.writer)
    part = world.part("1b")
    words = {"revision": part.revision, "code": f"1b{sign}", "context": f"Over{sign}", "text": f"Is{sign} hij?"}
    assert client.post(f"{part.get_absolute_url()}tekst/", words).status_code == 302
    part.refresh_from_db()
    answer = {"revision": part.revision, "kind": "policy", "own_text": f"Ja{sign}.", "blok-TOTAL_FORMS": 0,
              "blok-INITIAL_FORMS": 0}  # fmt: skip
    assert client.post(part.get_absolute_url(), answer | {"voorbeeld": "1"}).status_code == 200
    assert client.post(part.get_absolute_url(), answer).status_code == 302
    assert statuses(client, world.question) == [200, 200, 200]
    part.refresh_from_db()
    assert sign not in part.code + part.context + part.text + part.own_text


def test_a_title_of_nothing_but_such_signs_is_no_title(world, client):
    client.force_login(world.writer)
    head = {name: getattr(world.question, name) for name in ("number", "asked_on", "received_on", "known_on")}
    data = head | {"internal_due": "2023-12-08", "official_due": "2023-12-15", "owner": world.writer.pk,
                   "title": "\x02", "revision": 1}  # fmt: skip
    assert client.post(f"{world.question.get_absolute_url()}wijzigen/", data).status_code == 422
    assert Question.objects.get().title == "Begeleiding naar een opleiding"


def test_an_answer_that_was_frozen_with_such_a_sign_still_leaves(world, client, monkeypatch):
    """Sent before this portal took them out: what was frozen never changes, what is shown of it can."""
    for home in ("kpi.services.answers.writing", "samenleven.core.papers"):
        monkeypatch.setattr(f"{home}.plain", str)
    world.answer_all()
    world.answer("1b", AnswerKind.POLICY, "Ja\x02.", blocks=[])
    world.approve("1b")
    sent = world.send()
    monkeypatch.undo()
    assert [part for part in sent.content["parts"] if part.get("text") == "Ja\x02."]
    client.force_login(world.writer)
    assert statuses(client, world.question) == [200, 200, 200]
    assert answers.is_intact(sent)
