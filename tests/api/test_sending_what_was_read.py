"""A program sends and releases what it read, and nothing that somebody made of it meanwhile (R18)."""

import datetime as dt
import json

import pytest
from django.utils.http import http_date

from kpi.models import RegistrationVersion
from kpi.services import registrations
from tests.api.software import problem, software
from tests.api.test_registrations import counts, name_of
from tests.kpi.corridor import OPEN, corridor, partnership

pytestmark = pytest.mark.django_db
MEANWHILE = "Er is niets %s: intussen wijzigde iemand iets. Kijk alles nog eens na."


@pytest.fixture
def here(time_machine):
    """Somebody with two actions, in October."""
    time_machine.move_to(OPEN, tick=False)
    return corridor(actions=2)


@pytest.fixture
def program(here):
    return software(here.local_government)


def sent(answer):
    assert answer.status_code == 200, answer.content
    return [one["sent"]["count"] for part in json.loads(answer.content)["parts"] for one in part["counts"]]


def test_what_another_made_of_it_and_sent_is_no_repetition_of_mine(here, program):
    name, other = name_of(here), software(here.local_government)
    mine = program.fill(name, counts(here, 50, 50))["ETag"]
    theirs = other.fill(name, counts(here, 60, 60))["ETag"]
    assert sent(other.act(name, "submit", etag=theirs)) == [60, 60]
    assert problem(program.act(name, "submit", etag=mine), 412)["detail"] == MEANWHILE % "ingediend"
    assert problem(program.act(name, "submit", etag='"onzin"'), 412)
    assert problem(program.act(name, "submit", etag=f"W/{theirs}"), 412)
    # Who sent it asks again with what was read before sending, or after it: it was sent once.
    assert sent(other.act(name, "submit", etag=theirs)) == sent(other.act(name, "submit")) == [60, 60]
    assert RegistrationVersion.objects.count() == 2


@pytest.mark.parametrize("verb", ["submit", "release"])
@pytest.mark.parametrize("etag", ["onzin", "*", ""])
def test_what_names_no_version_is_refused_as_it_is_for_filling_in(here, program, verb, etag):
    name = name_of(here)
    here.save(1, 2)
    here.act(registrations.submit)
    asked = {"If_Match": etag} if etag else {}
    assert problem(program.ask("PUT", f"registrations/{name}", {"counts": []}, **asked), 428)
    assert problem(program.ask("POST", f"registrations/{name}/{verb}", **asked), 428)


def test_what_a_colleague_released_is_no_repetition_of_mine(time_machine):
    time_machine.move_to(OPEN, tick=False)
    _lead, member = partnership()
    name, program = name_of(member), software(member.local_government)
    mine = program.fill(name, counts(member, 5))["ETag"]
    member.save(6)
    member.act(registrations.release, seen=member.sheet().release_mark)
    assert problem(program.act(name, "release", etag=mine), 412)["detail"] == MEANWHILE % "vrijgegeven"
    assert program.act(name, "release").status_code == 200
    assert str(member.sheet().fields[0].answer) == "6"


def test_what_is_sent_while_i_am_asking_is_not_called_mine(here, program, monkeypatch):
    """Between reading and sending somebody sends something else: the lock lets one of them through."""
    name = name_of(here)
    mine = program.fill(name, counts(here, 50, 50))["ETag"]
    submit = registrations.submit

    def after_somebody_else(**asked):
        here.save(60, 60)
        here.act(submit)
        return submit(**asked)

    monkeypatch.setattr("kpi.api.registrations.handing_over.registrations.submit", after_somebody_else)
    assert problem(program.act(name, "submit", etag=mine), 412)["detail"] == MEANWHILE % "ingediend"
    assert [one.sent.count for one in here.sheet().fields] == [60, 60]


def test_it_says_when_somebody_last_did_something(here, program, time_machine):
    address = f"registrations/{name_of(here)}"
    assert "Last-Modified" not in program.ask("GET", address)  # nobody began
    last = OPEN
    for act in (lambda: here.save(1, 2), lambda: here.act(registrations.submit)):
        last += dt.timedelta(seconds=60)
        time_machine.move_to(last, tick=False)
        act()
        answer = program.ask("GET", address)
        assert answer["Last-Modified"] == http_date(last.timestamp())
        again = program.ask("GET", address, If_None_Match=answer["ETag"])
        assert (again.status_code, again["Last-Modified"]) == (304, answer["Last-Modified"])
