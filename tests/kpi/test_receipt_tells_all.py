"""What goes with a count stands where it is sent and on its receipt: why it is right, why its target was missed, how it is split."""

import pytest
import time_machine
from django.urls import reverse

from kpi.models import DraftBreakdown
from kpi.services import registrations
from kpi.services.registrations import Answer
from municipalities.models import Role
from tests import make
from tests.kpi.corridor import CORRECTABLE, OPEN
from tests.kpi.partners import partners
from tests.kpi.splits import splitting
from tests.kpi.tables import tables_of, text_of
from tests.papers import read_paper

pytestmark = pytest.mark.django_db

WHY_SO_MANY = "Een grote school deed mee."
WHY_TOO_FEW = "Een begeleider viel uit.\nDe vervanger begon in mei."
SPLIT = [["Categorie", "Aantal"], ["Traject", "samen 12"], ["a", "4"], ["b", "8"], ["Herkomst", "samen 5"], ["a", "5"]]
ON_PAPER = "Uitsplitsing: KPI 101.1 Categorie Aantal Traject samen 12 a 4 b 8 Herkomst samen 5 a 5"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def one(client):
    """Two actions, filled in: of the first 331 are a doubt and are split, of the second the target is missed."""
    made = splitting(actions=2, target=110, current_reach=100)
    make.limit(compared_with="target", at_most=300)
    save(made.page.moment, made.page.first, 331, made.page.editor, WHY_SO_MANY)
    save(made.page.moment, made.page.commitments[1], 9, made.page.editor)
    made.page.motivate(WHY_TOO_FEW)
    made.save(made.track, a=4, b=8)
    made.save(made.origin, a=5)
    client.force_login(made.page.editor)
    return made


def save(moment, commitment, count, by, reason=None):
    registrations.save_field(
        moment=moment, commitment=commitment, answer=Answer(count), revision=0, by=by, reason=reason
    )


def url(page, name, body=None):
    return reverse(f"kpi:registration-{name}", args=["5", "final", (body or page.local_government).code])


def splits_on(response):
    return [table for table in tables_of(response) if table[0] == ["Categorie", "Aantal"]]


@pytest.mark.parametrize("name", ["submit", "receipt"])
def test_the_check_and_the_receipt_show_it(client, one, name):
    if name == "receipt":
        one.page.act(registrations.submit)
    response = client.get(url(one.page, name))
    said = text_of(response)
    assert f"Waarom dit cijfer klopt: {WHY_SO_MANY}" in said
    assert said.count("Motivering van actie 10") == 1
    assert "Motivering van actie 102 Een begeleider viel uit. De vervanger begon in mei." in said
    assert splits_on(response) == [SPLIT]


def test_the_paper_shows_it(client, one):
    one.page.act(registrations.submit)
    paper = read_paper(client.get(url(one.page, "receipt-pdf")))
    assert f"331 300,9 % Waarom dit cijfer klopt: {WHY_SO_MANY} {ON_PAPER}" in paper.text
    assert paper.text.count("Motivering") == 1
    assert "9 8,2 % Motivering Een begeleider viel uit. De vervanger begon in mei." in paper.text
    assert (paper.count("H1"), paper.count("H2"), paper.count("H3"), paper.count("Table")) == (1, 2, 1, 3)


def test_the_receipt_shows_what_was_sent_and_no_draft(client, one, clock):
    one.page.act(registrations.submit)
    clock.move_to(CORRECTABLE)
    client.force_login(one.page.editor)
    one.page.act(registrations.start_correction)
    one.save(one.track, a=6, b=7)
    one.page.motivate("Nog iets anders.")
    assert DraftBreakdown.objects.filter(count=7).exists()
    response = client.get(url(one.page, "receipt"))
    assert splits_on(response) == [SPLIT]
    assert "Nog iets anders." not in text_of(response)
    said = read_paper(client.get(url(one.page, "receipt-pdf"))).text
    assert ON_PAPER in said
    assert "Nog iets anders." not in said


def test_nothing_is_said_where_nothing_was_asked(client):
    plain = splitting().page
    plain.save(7)
    plain.act(registrations.submit)
    client.force_login(plain.editor)
    response = client.get(url(plain, "receipt"))
    paper = read_paper(client.get(url(plain, "receipt-pdf")))
    for said in (text_of(response), paper.text):
        assert not any(word in said for word in ("Motivering", "Uitsplitsing", "Waarom dit cijfer klopt"))


# --- who sees how counts are split (R26) ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "on_page", "on_paper"),
    [
        (Role.READER, True, True),
        ("analyst", True, False),  # from the ministry they leave in the tables of a snapshot alone (R38)
        ("case_handler", False, False),
        ("finance", False, False),
        ("administrator", False, False),
    ],
)
def test_who_sees_how_counts_were_split(client, one, role, on_page, on_paper):
    one.page.act(registrations.submit)
    own = role == Role.READER
    client.force_login(make.editor(one.page.local_government, role=role) if own else make.user(ministry_role=role))
    response = client.get(url(one.page, "receipt"))
    assert splits_on(response) == ([SPLIT] if on_page else [])
    said = read_paper(client.get(url(one.page, "receipt-pdf"))).text
    assert ("Uitsplitsing" in said) is on_paper
    for told in (WHY_SO_MANY, "Een begeleider viel uit."):  # everybody who reads the counts reads why
        assert told in text_of(response)
        assert told in said


def test_a_lead_reads_each_member_by_name_and_a_member_only_its_own(client):
    both = partners(target=110)
    make.limit(compared_with="target", at_most=300)
    track = make.dimension("traject", name="Traject")
    make.split(both.page.first.indicator, track)
    for commitment, count in zip(both.page.commitments, (331, 331), strict=True):
        save(both.moment, commitment, count, both.lead_editor, WHY_SO_MANY)
        registration = commitment.participation.registrations.get()
        DraftBreakdown.objects.create(
            registration=registration,
            indicator=commitment.indicator,
            category=track.categories.get(code="a"),
            count=3,
            revision=1,
            saved_at=OPEN,
            saved_by=both.lead_editor,
        )
    both.release()
    both.send()
    client.force_login(both.lead_editor)
    response = client.get(url(both.page, "receipt"))
    names = ["Uitsplitsing van KPI 101.1, Lokeren", "Uitsplitsing van KPI 101.1, Sint-Niklaas"]
    assert [name in text_of(response) for name in names] == [True, True]
    assert f"Waarom het cijfer van Sint-Niklaas klopt: {WHY_SO_MANY}" in text_of(response)
    paper = read_paper(client.get(url(both.page, "receipt-pdf"))).text
    assert "Uitsplitsing: KPI 101.1, Lokeren" in paper
    assert "Uitsplitsing: KPI 101.1, Sint-Niklaas" in paper
    client.force_login(both.member_editor)
    response = client.get(url(both.page, "receipt", both.member))
    assert len(splits_on(response)) == 1
    assert "Lokeren" not in "".join(str(table) for table in tables_of(response))
