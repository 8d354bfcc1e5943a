"""Question 222 as the portal answers it: on 3 March 2023, and again after the October deadline (rules, section I)."""

import pytest
from django.utils.html import strip_tags

from kpi.models import Contradiction, Publication, Question, Snapshot
from kpi.services import answers
from kpi.services.demo.questions import PLAN, SNAPSHOT, make_dossiers
from kpi.states import AnswerKind, QuestionStatus
from samenleven.accounts.models import User

pytestmark = pytest.mark.django_db

THE_THIRTEEN = (
    "Aalst, Antwerpen, Geel, Genk, Gent, Herselt, Laakdal, Leuven, Lokeren, Meerhout, Moerbeke, Oostende en Westerlo"
)


class Dossier:
    """The worked dossier of one date, by its sub-questions."""

    def __init__(self, question):
        self.question = question
        self.paper = answers.paper_of(question)
        self.parts = {part.code: part for part in question.parts.all()}

    def says(self, code):
        """Everything under one sub-question, as one text."""
        texts, inside = [], False
        for part in self.paper.parts:
            if part["part"] == "heading":
                inside = part["text"] == f"Deelvraag {code}"
            elif inside:
                texts += [part["text"]] if "text" in part else [" ".join(cell for row in part["rows"] for cell in row)]
        return " ".join(texts).replace("\xa0", " ")

    def kind(self, code):
        return self.parts[code].kind


@pytest.fixture
def then(demo):
    return Dossier(Question.objects.get(follows=None))


@pytest.fixture
def after(demo):
    return Dossier(Question.objects.get(follows__isnull=False))


@pytest.fixture(params=["then", "after"])
def either(request):
    return request.getfixturevalue(request.param)


def test_every_sub_question_is_there_and_done(either):
    assert list(either.parts) == list(PLAN)
    assert answers.missing_in(either.question) == []
    assert either.question.is_example
    assert "Dit is een voorbeeld." in either.paper.parts[2]["text"]


def test_the_first_was_sent_and_the_second_follows_it(then, after):
    assert then.question.status == QuestionStatus.SENT
    assert answers.is_intact(then.question.answer)
    assert (after.question.status, after.question.follows) == (QuestionStatus.OPEN, then.question)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("1a", "In Projectronde 1 nemen 2 lokale besturen deel aan actie 6 (Begeleiding verkorte opleidingstrajecten): Maasmechelen en Sint-Niklaas."),
        ("1a", "MaxiPack (goede praktijk) en MaxiPAC (verwant project, tot en met 31 oktober 2024)"),
        ("2a", f"In Projectronde 1 nemen 13 lokale besturen deel aan actie 7 (Begeleiding naar hogere studies): {THE_THIRTEEN}."),
        ("2a", "Groep Intro (goede praktijk) en PEP! (goede praktijk)"),
    ],
)  # fmt: skip
def test_1a_2a_who_takes_part_and_with_which_support(either, code, said):
    assert either.kind(code) == AnswerKind.FIGURES
    assert said in either.says(code)
    assert "is niet geregistreerd" in either.says(code)  # initiatives and actors (R19): no invention


@pytest.mark.parametrize(("code", "cost"), [("1b", "4 uur"), ("1c", "4 uur"), ("2b", "6 uur en 30 minuten")])
def test_1b_1c_2b_before_the_deadline_outcomes_say_what_asking_would_cost(then, code, cost):
    assert then.kind(code) == AnswerKind.NOT_ASKED
    said = then.says(code)
    assert "niet verplicht gevraagd aan de lokale besturen, omdat" in said
    assert f"samen {cost} kosten" in said


@pytest.mark.parametrize("code", ["1b", "1c", "2b"])
def test_1b_1c_2b_what_towns_told_is_shown_after_small_counts_are_hidden(then, after, code):
    assert "zoals gekend op 3 maart 2023 niet: dit cijfer is niet beschikbaar" in then.says(code)
    assert after.kind(code) == AnswerKind.FIGURES
    said = after.says(code)
    assert "verplicht is het niet" in said
    assert "kosten" not in said
    if code == "1c":  # the tables of action 6 stand under 1b already
        assert "De tabellen van actie 6 staan hierboven, bij een eerdere deelvraag." in said
        return
    publication = Publication.objects.get(snapshot__code=SNAPSHOT)
    assert "Bevroren in momentopname 1-final-1" in said
    assert publication.digest in said
    assert "Herkomst: voorbeeldverdeling." in said
    if code != "2b":  # 33 persons of two towns: most counts are small
        assert "verborgen" in said
    tables = [part for part in after.paper.parts if part["part"] == "table" and "bereikt: " in part["title"]]
    counts = {cell for part in tables for row in part["rows"] for cell in row[1:]}
    assert not counts & {"1", "2", "3", "4"}


@pytest.mark.parametrize("code", ["1d", "2d"])
def test_1d_2d_the_ministry_aimed_at_no_number_of_local_governments(either, code):
    assert either.kind(code) == AnswerKind.POLICY
    assert "Wie intekent op een actie, beslist een lokaal bestuur zelf" in either.says(code)
    assert either.parts[code].approved_by != either.parts[code].written_by


def test_1e_2c_the_target_is_the_sum_of_their_own_estimates(either):
    assert "Het doel volgens de inschatting van de lokale besturen zelf is 33" in either.says("1e")
    assert "hoeveel daarvan huidig bereik is, is onbekend" in either.says("1e")
    assert "is 6.360 (geteld: kwetsbare kinderen): 5.500 huidig bereik en 860 bijkomend." in either.says("2c")


@pytest.mark.parametrize("code", ["1f", "2e"])
def test_1f_2e_on_that_day_nothing_was_due(then, code):
    said = then.says(code)
    assert "Wat er bereikt is, is nog niet bekend: de rapportering loopt tot en met 15 oktober 2023." in said
    assert "Bereikt:" not in said
    assert f"Volledigheid: 0 van {2 if code == '1f' else 13} verwachte registraties ingediend." in said


def test_1f_2e_after_the_deadline_each_member_has_its_number(after):
    snapshot = Snapshot.objects.get(code="1-final-1")
    assert "Bereikt: 34, dat is 103 % van het doel, volgens 2 van 2 registraties." in after.says("1f")
    assert "Bereikt: 6.692, dat is 105,2 % van het doel, volgens 13 van 13 registraties." in after.says("2e")
    for code in ("1f", "2e"):
        assert f"Bevroren in momentopname 1-final-1, controlegetal {snapshot.digest}." in after.says(code)
        assert "Zoals gekend op 15 oktober 2023." in after.says(code)


@pytest.mark.parametrize(("code", "awarded"), [("1g", "€ 14.700,00"), ("2f", "€ 559.000,00")])
def test_1g_2f_one_budget_and_what_was_awarded_of_it(either, code, awarded):
    said = either.says(code)
    assert "Het budget van Projectronde 1 is € 14.136.359,00, over alle acties samen." in said
    assert f"is {awarded} toegekend. Wat aangevraagd en wat uitbetaald is, staat niet in dit portaal" in said


@pytest.mark.parametrize("code", ["1h", "2g"])
def test_1h_2g_applications_are_told_to_be_unknown(either, code):
    assert "de aanvragen zelf staan nog niet in dit portaal" in either.says(code)


def test_1h_knows_no_call_that_was_announced_later(then, after):
    assert "Projectronde 2" not in then.says("1h")
    assert "Projectronde 2" in after.says("1h")


@pytest.mark.parametrize("code", ["1i", "2h", "3", "4"])
def test_1i_2h_3_4_are_policy_beside_figures(either, code):
    assert either.kind(code) == AnswerKind.POLICY
    assert "Voorbeeld van een beleidstekst." in either.says(code)
    assert "Soort antwoord: beleidstekst." in either.says(code)
    if code != "3":
        assert "Rondes worden niet opgeteld" in either.says(code)


def test_the_figures_it_quotes_are_named_for_what_they_are(then):
    table = next(part for part in then.paper.parts if part["part"] == "table")
    rows = {row[0]: row[2] for row in table["rows"]}
    assert list(rows) == ["33", "6360", "14.700 euro", "559.000 euro"]
    assert rows["33"].startswith(
        "Dit is het doel van actie 6 in Projectronde 1 (begeleide personen), niet wat er bereikt"
    )
    assert "5.500 huidig bereik en 860 bijkomend" in rows["6360"]
    assert rows["559.000 euro"].endswith(
        "toegekend is, niet wat er uitbetaald is. Hoeveel er uitbetaald is, is onbekend."
    )


def test_no_figure_stands_without_its_kind_and_date(either):
    """Under each table of figures stands a note with kind and date (R1)."""
    parts = either.paper.parts
    for at, part in enumerate(parts):
        if part["part"] == "table" and any(part["numbers"]):
            behind = [one["text"] for one in parts[at + 1 : at + 4] if one["part"] == "note"]
            assert any("Soort: " in text and "Zoals gekend op" in text for text in behind), part["title"]


def test_what_became_known_since_is_told_and_alarms_nobody(then):
    assert answers.alarms_of([then.question.pk]) == {}
    told = list(Contradiction.objects.standing().filter(figure__answer__question=then.question))
    assert told
    assert all(one.is_expected and "Oorzaak: de datum." in one.explanation for one in told)


def test_the_page_says_it_too(then, client):
    client.force_login(User.objects.get(username="analist"))
    page = client.get(f"/dossiers/{then.question.pk}/antwoord/").content.decode()
    text = " ".join(strip_tags(page).replace("&nbsp;", " ").replace("\xa0", " ").split())
    for code in PLAN:
        assert f"Deelvraag {code}" in text
    assert "€ 14.136.359,00" in text


def test_making_the_demo_again_makes_no_third(then):
    make_dossiers()
    assert Question.objects.count() == 2
