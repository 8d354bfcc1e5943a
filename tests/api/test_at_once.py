"""Two programs at once, or a program while somebody holds what it needs: nothing is lost, nothing is done twice (R18)."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.db import connection

from kpi.models import DraftValue, Registration, RegistrationVersion
from kpi.services import registrations
from samenleven.core.errors import Conflict
from tests.api.software import problem, software
from tests.frame.test_outage import BUSY, held
from tests.kpi.corridor import OPEN, corridor, partnership


@pytest.fixture
def here(transactional_db):
    with time_machine.travel(OPEN, tick=True):
        made = corridor()
        made.save(7)
        yield made


@pytest.fixture
def program(here):
    return software(here.local_government)


def name_of(page):
    return f"{page.moment.round.code}-{page.moment.kind}-{page.local_government.code}"


def count(page, number):
    return [{"participation": page.first.participation_id, "indicator": page.first.indicator.code, "count": number}]


def at_once(*acts):
    """The answers of several programs that ask at the same moment, each on a connection of its own."""

    def alone(act):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(alone, acts))


@pytest.mark.parametrize("verb", ["fill", "submit"])
def test_while_somebody_holds_it_the_program_hears_when_to_come_back(here, program, verb):
    name = name_of(here)
    _said, etag = program.read(f"registrations/{name}")
    with held(Registration.objects.all()):
        acts = {
            "fill": lambda: program.fill(name, count(here, 8), etag=etag),
            "submit": lambda: program.act(name, "submit", etag=etag),
        }
        answer = acts[verb]()
    assert (problem(answer, 503)["detail"], answer["Retry-After"]) == (BUSY, "5")
    assert DraftValue.objects.get().count == 7
    assert not RegistrationVersion.objects.exists()
    assert acts[verb]().status_code == 200


def test_of_two_that_fill_in_the_same_field_at_once_one_hears_what_the_other_wrote(here):
    name, programs = name_of(here), [software(here.local_government) for _each in range(2)]
    _said, etag = programs[0].read(f"registrations/{name}")
    answers = at_once(
        *(
            lambda number=number, one=one: one.fill(name, count(here, number), etag=etag)
            for number, one in zip((8, 9), programs, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
    won = next(json.loads(answer.content) for answer in answers if answer.status_code == 200)
    lost = next(json.loads(answer.content) for answer in answers if answer.status_code == 412)
    standing = DraftValue.objects.get()
    assert won["parts"][0]["counts"][0]["count"] == standing.count
    assert standing.revision == 2
    (issue,) = lost["issues"]
    assert issue["type"] == "urn:problem-type:samenleven:changedMeanwhile"
    assert f"Nu bewaard: {standing.count}." in issue["detail"]


def test_what_is_sent_at_once_is_sent_once(here, program):
    name = name_of(here)
    _said, etag = program.read(f"registrations/{name}")
    answers = at_once(*[lambda: program.act(name, "submit", etag=etag)] * 4)
    assert {answer.status_code for answer in answers} == {200}
    assert RegistrationVersion.objects.count() == 1


@pytest.mark.django_db
def test_what_a_colleague_saved_between_reading_and_releasing_is_not_released():
    with time_machine.travel(OPEN, tick=False):
        _lead, member = partnership()
        member.save(5)
        seen = member.sheet().release_mark
        member.save(6)
        with pytest.raises(Conflict, match="Er is niets vrijgegeven"):
            member.act(registrations.release, seen=seen)
        assert [part.status for part in member.sheet().parts] == ["draft"]
        member.act(registrations.release, seen=member.sheet().release_mark)
        assert [part.status for part in member.sheet().parts] == ["released"]
