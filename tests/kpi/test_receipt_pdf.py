"""The receipt as PDF: tagged, titled, in Dutch, and it says what its page says."""

import pytest
import time_machine
import typst
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from grants.models import Award
from grants.states import AwardKind
from kpi.models import Registration
from kpi.services import registrations
from kpi.services.registrations import Answer
from kpi.views.receipts import TONES
from municipalities.models import Role
from samenleven.accounts.models import MinistryRole
from samenleven.core.pdf_files import TEMPLATES, fonts, pdf
from samenleven.core.templatetags import ui
from tests import make
from tests.kpi.corridor import CORRECTABLE, OPEN, corridor
from tests.kpi.tables import text_of
from tests.papers import Paper, read_paper

pytestmark = pytest.mark.django_db


def promised(**options):
    """A page on which 110 was promised for each KPI; where less was reached, it says why."""
    return corridor(**({"target": 110, "current_reach": 100, "motivates": True} | options))


LONG = "Taalpromotie in de vrije tijd en op school, met bijzondere aandacht voor ouders van jonge kinderen en hun buren"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page(client):
    """Three actions, sent: a zero, what does not apply, and a count."""
    made = promised(actions=3, local_government=make.local_government("46021", name="Sint-Niklaas"))
    made.save(0, Answer(not_applicable=True), 1134)
    made.act(registrations.submit)
    client.force_login(made.editor)
    return made


def url(page, name="receipt-pdf"):
    return reverse(
        f"kpi:registration-{name}", args=[page.moment.round.code, page.moment.kind, page.local_government.code]
    )


def receipt(client, page):
    return read_paper(client.get(url(page)))


# --- what a reader and a screen reader find ---------------------------------------------------------------------------
def test_it_is_a_tagged_paper_with_a_title_in_dutch(client, page):
    response = client.get(url(page))
    name = "plan-samenleven_ontvangstbewijs_2026_eindrapport_sint-niklaas.pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    paper = read_paper(response)
    for said in ("/Lang(nl-BE)", "/MarkInfo<</Marked true", "/StructTreeRoot", "/DisplayDocTitle true"):
        assert said in paper.catalogue
    for said in (
        '<rdf:li xml:lang="x-default">Ontvangstbewijs Sint-Niklaas: eindrapport, Projectronde 5</rdf:li>',
        "<pdfuaid:part>1</pdfuaid:part>",
        "<rdf:li>nl-BE</rdf:li>",
        "<rdf:li>Plan Samenleven</rdf:li>",
    ):
        assert said in paper.about
    assert (paper.count("H1"), paper.count("H2"), paper.count("Table")) == (1, 4, 3)
    assert paper.count("TH") == 3 * 6
    assert paper.count("TD") == 3 * 6


def test_it_says_everything_its_page_says(client, page):
    said, shown = receipt(client, page).text, text_of(client.get(url(page, "receipt"))).replace("\xa0", " ")
    for words in (
        "Projectronde 5",
        "Ontvangstbewijs",
        "Sint-Niklaas: eindrapport, ingediend op 1 oktober 2026 om 12.00 uur.",
        "ingediend",
        "U hoeft niets meer te doen.",
        "Sint-Niklaas (46021)",
        "eindrapport, Projectronde 5",
        "1 oktober 2025 tot en met 30 september 2026",
        "15 oktober 2026",
        "An Peeters",
        "Versie 1, ingediend op 1 oktober 2026 om 12.00 uur door An Peeters.",
        "1.030,9 %",
    ):
        assert words in said
        assert words in shown
    for words in (
        "Actie 101. Actie 101 Versie 1,",
        "Doel zoals gekend sinds 19 september 2025.",
        "101.1 begeleide personen (begeleide persoon) 100 10 110 0 0 %",
        "102.1 begeleide personen (begeleide persoon) 100 10 110 niet van toepassing",
        "103.1 begeleide personen (begeleide persoon) 100 10 110 1.134 1.030,9 %",
        "niet van toepassing: Het lokaal bestuur gaf aan dat dit niet van toepassing is.",
        "Gemaakt op 1 oktober 2026 om 12.00 uur",
        "Bladzijde 1 van 1",
    ):
        assert words in said
    assert "voorbeeldverdeling" not in said
    assert "om te oefenen" not in said


def test_a_correction_shows_its_version_and_what_stands(client, page, clock):
    clock.move_to(CORRECTABLE)
    client.force_login(page.editor)
    page.act(registrations.start_correction)
    page.save(771)
    said = receipt(client, page).text
    assert "771" not in said
    assert "wordt verbeterd" in said
    page.act(registrations.submit)
    said = receipt(client, page).text
    assert "Versie 2, ingediend op 1 november 2026 om 12.00 uur door An Peeters." in said
    assert "Versie 1, ingediend op 1 oktober 2026" in said  # of the actions that stayed as they were
    assert "771 700,9 %" in said


def test_an_example_and_practice_are_called_so(client, page):
    Award.objects.filter(line__offer__action__number=101).update(kind=AwardKind.EXAMPLE)
    page.moment.round.is_practice, page.moment.round.number = True, None
    page.moment.round.save()
    said = receipt(client, page).text
    assert said.count("voorbeeldverdeling") == 3  # on top, at its action, and what it means
    assert "Actie 101. Actie 101 voorbeeldverdeling" in said
    assert "Projectronde 5 · om te oefenen, telt nergens mee" in said


def test_what_was_not_sent_or_not_known_says_so(client, page):
    line = make.line(page.first.participation.line.application, make.offer(page.moment.round, make.action(150)))
    make.commitment(make.participation(line), current_reach=None, units="24.5", target=None)
    said = receipt(client, page).text
    assert "Actie 150. Actie 150 Nog niet ingediend. Doel zoals gekend sinds 19 september 2025." in said
    assert "150.1 begeleide personen (begeleide persoon) onbekend 24,5 onbekend nog niet verwacht" in said


def test_whoever_may_only_look_is_not_told_what_to_do(client, page):
    client.force_login(make.user(ministry_role="analyst"))
    assert "U hoeft" not in receipt(client, page).text


def test_nothing_that_somebody_typed_is_read_as_a_template(client, page):
    action = page.first.participation.line.offer.action
    action.title = '#panic("x") $a^2$ *vet* `code` \\ <label> @bron </script> "; //'
    action.save()
    page.local_government.name = '#read("/etc/passwd") [Gent] _x_ = y'
    page.local_government.save()
    said = receipt(client, page).text
    assert action.title in said
    assert page.local_government.name in said


# --- much, and long ---------------------------------------------------------------------------------------------------
def test_a_partnership_is_read_per_action_and_member(client):
    """Ten members with long names in four actions: every table tells its head again on the next page, and whose counts follow."""
    page = promised(actions=4, local_government=make.local_government("46021", name="Sint-Niklaas"))
    application = page.first.participation.line.application
    application.partnership = make.partnership()
    application.save()
    names = [f"Kruisem-Zwalm-Horebeke aan de Schelde {number}" for number in range(1, 10)]
    bodies = [make.local_government(name=name) for name in names]
    for line in application.lines.select_related("offer__action"):
        line.offer.action.title = LONG
        line.offer.action.save()
        for body in bodies:
            part = make.participation(line, body)
            indicator = line.offer.indicators.get()
            make.commitment(part, indicator, target=110, current_reach=100)
            make.sent(part, page.moment, {indicator: 1_000_000}, at=OPEN, by=page.editor)
    for commitment in page.commitments:
        make.sent(commitment.participation, page.moment, {commitment.indicator: 1}, at=OPEN, by=page.editor)
    client.force_login(page.editor)
    paper = receipt(client, page)
    assert paper.count("Table") == 4
    assert paper.text.count("1.000.000") == 36
    assert paper.text.count(LONG) == 4
    assert paper.text.count("Versie 1, ingediend op 1 oktober 2026 om 12.00 uur door An Peeters.") == 4
    assert [paper.text.count(f"{name} 10") for name in names] == [4] * 9
    assert 3 <= len(paper.pages) <= 5
    for number, text in enumerate(paper.pages, start=1):
        assert f"Bladzijde {number} van {len(paper.pages)}" in text
        assert "KPI Huidig bereik Bijkomend Doel Bereikt Bereikt van het doel" in text
    assert all("Ontvangstbewijs Sint-Niklaas: eindrapport" in text for text in paper.pages[1:])


# --- who --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", Role.values)
def test_another_local_government_gets_404(client, page, role):
    client.force_login(make.editor(make.local_government(), role=role))
    assert client.get(url(page)).status_code == 404


@pytest.mark.parametrize("role", [role.value for role in MinistryRole if role])
def test_the_ministry_reads_it_in_any_role(client, page, role):
    client.force_login(make.user(ministry_role=role))
    assert "An Peeters" in receipt(client, page).text


def test_who_is_not_signed_in_goes_to_the_door(client, page):
    client.logout()
    assert client.get(url(page)).url.startswith("/aanmelden/?next=/")


def test_of_nothing_there_is_no_receipt(client):
    page = promised()
    client.force_login(page.editor)
    assert client.get(url(page)).url == url(page, "form")
    assert not Registration.objects.exists()


def test_the_page_leads_to_it(client, page):
    assert f'href="{url(page)}">Downloaden (PDF)</a>' in client.get(url(page, "receipt")).content.decode()


def test_it_costs_the_same_for_one_action_and_for_many(client):
    counted = set()
    for code, actions in (("5", 1), ("6", 9)):
        page = promised(round_code=code, actions=actions)
        page.save(*range(actions))
        page.act(registrations.submit)
        client.force_login(page.editor)
        with CaptureQueriesContext(connection) as asked:
            receipt(client, page)
        counted.add(len(asked))
    assert counted == {15}


# --- the room -----------------------------------------------------------------------------------------------------------
def test_the_same_data_at_the_same_moment_give_the_same_paper(client, page):
    assert client.get(url(page)).content == client.get(url(page)).content


def test_a_paper_that_blind_people_cannot_read_is_refused(tmp_path, monkeypatch):
    (tmp_path / "bad.typ").write_text(
        "#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>\"))"
    )
    monkeypatch.setattr("samenleven.core.pdf_files.TEMPLATES", tmp_path)
    with pytest.raises(typst.TypstError, match="PDF/UA-1"):
        pdf("bad.typ", {}, OPEN)


def test_it_is_made_without_the_fonts_of_this_machine_too(client, page, monkeypatch):
    """A server may have none: Typst brings one along."""
    monkeypatch.setattr("samenleven.core.pdf_files.fonts", lambda: typst.Fonts(include_system_fonts=False))
    paper = Paper(client.get(url(page)).content)
    assert "Libertinus" in paper.dictionaries
    assert "1.134 1.030,9 %" in paper.text


def test_every_pill_has_the_colours_of_its_page():
    assert set(TONES) == ui.TONES - {"example"}


def test_every_template_is_used():
    assert sorted(path.name for path in TEMPLATES.iterdir()) == [
        "answer.typ",
        "application.typ",
        "decision.typ",
        "paper.typ",
        "receipt.typ",
    ]
    assert fonts() is fonts()
