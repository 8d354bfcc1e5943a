"""The ministry that asks for the list of registrations gets its grid: on the screen and as a file, with its filters."""

import re

import pytest
import time_machine

from kpi.services import registrations
from tests import make
from tests.kpi.corridor import OPEN, corridor
from tests.workbooks import read_book

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    """An analyst, with one local government that sent and one that did not begin."""
    with time_machine.travel(OPEN, tick=False):
        sent = corridor(local_government=make.local_government(name="Aalst"))
        sent.save(105)
        sent.act(registrations.submit)
        line = make.line(
            make.application(sent.moment.round, make.local_government(name="Zele")),
            sent.first.participation.line.offer,
        )
        make.commitment(make.participation(line))
        client.force_login(make.user(ministry_role="analyst"))
        yield client


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Aalst", "Zele"]),
        ("?sort=-naam", ["Zele", "Aalst"]),
        ("?moment=5-final&stand=ingediend", ["Aalst"]),
        ("?naam=zel", ["Zele"]),
    ],
)
def test_the_file_holds_what_the_screen_shows(reader, query, names):
    shown = reader.get(f"/registraties/{query}", follow=True)
    assert shown.redirect_chain == [(f"/opvolging/{query}", 302)]
    table = re.search("<tbody>(.*)</tbody>", shown.content.decode(), re.DOTALL)[1]
    assert re.findall(r'<th scope="row"[^>]*>.*?>(Aalst|Zele)<', table, re.DOTALL) == names
    answer = reader.get(f"/registraties/excel/{query}", follow=True)
    assert answer.redirect_chain == [(f"/opvolging/excel/{query}", 302)]
    assert read_book(answer).column("Opvolging", "Aanvrager (trekker)") == names
