"""The figures that a text quotes, found and named for what they are."""

import datetime as dt
from decimal import Decimal

import pytest

from kpi.services import answers
from kpi.services.answers import quoting
from kpi.services.answers.quoting import quotes_in

pytestmark = pytest.mark.django_db
THEN = dt.date(2023, 3, 3)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In actie 6 werden 33 personen begeleid.", [(33, False, "realised")]),
        ("Er werd 14.700 euro uitgekeerd.", [(14700, True, "paid")]),
        ("Goed voor € 559.000,50 aan toekenningen.", [(Decimal("559000.50"), True, "awarded")]),
        ("Meer dan 14 miljoen euro werd begroot.", [(14_000_000, True, "awarded")]),
        ("Slechts dertien lokale besturen nemen deel.", [(13, False, "local_governments")]),
        ("Op 3 maart 2023, in ronde 2 en actie 7, steeg het met 12 %.", []),
        ("1. Hoeveel in 2024?\n2. En in 2025?", []),
    ],
)
def test_numbers_that_count_are_found(text, found):
    assert [(one.value, one.is_money, one.claim) for one in quotes_in(text)] == [
        (Decimal(value), is_money, claim) for value, is_money, claim in found
    ]


def verdicts(text):
    return [(one.quote.said, one.verdict) for one in answers.premises_of(text, THEN, answers.Library())]


def test_a_target_is_not_a_result_and_an_award_no_payment(demo):
    text = "Met actie 6 werden 33 personen begeleid en met actie 7 in totaal 6360 jongeren; voor actie 7 werd 559.000 euro uitgekeerd."
    found = answers.premises_of(text, THEN, answers.Library())
    assert [(one.quote.said, one.verdict, one.fact.kind, one.fact.action) for one in found] == [
        ("33", answers.OTHER, "target", 6),
        ("6360", answers.OTHER, "target", 7),
        ("559.000 euro", answers.OTHER, "awarded", 7),
    ]


def test_what_is_called_what_it_is_is_right(demo):
    assert verdicts("Het doel van actie 6 is 33 en voor actie 6 werd 14.700 euro toegekend.") == [
        ("33", answers.RIGHT),
        ("14.700 euro", answers.RIGHT),
    ]


def test_a_number_nobody_knows_is_told_beside_ours(demo):
    (one,) = answers.premises_of("Voor actie 6 werd 15.000 euro uitgekeerd.", THEN, answers.Library())
    assert one.verdict == answers.ABSENT
    assert "Wel bekend: het bedrag dat voor actie 6 in Projectronde 1 toegekend is (€\u00a014.700,00)." in one.text


def test_what_was_not_decided_yet_is_not_known_then(demo):
    assert verdicts("Het budget was 16.907.780 euro.") == [("16.907.780 euro", answers.ABSENT)]
    later = answers.premises_of("Het budget was 16.907.780 euro toegekend.", dt.date(2023, 12, 1), answers.Library())
    assert [one.verdict for one in later] == [answers.RIGHT]


@pytest.mark.parametrize(
    "text",
    [
        "Met actie 6 werden 24 personen begeleid.",  # as many as the plan has actions
        "In actie 7 werden 13 jongeren begeleid.",  # as many as local governments that take part in it
        "In onze stad werden 33 personen begeleid.",  # the target of an action that the sentence does not name
    ],
)
def test_a_number_that_happens_to_be_another_of_ours_is_not_put_right(demo, text):
    assert [verdict for _said, verdict in verdicts(text)] == [answers.ABSENT]


class Reads:
    """A pattern that counts how many characters it was given to read."""

    def __init__(self, pattern, given):
        self.pattern, self.given = pattern, given

    def finditer(self, text):
        self.given.append(len(text))
        return self.pattern.finditer(text)

    def sub(self, by, text):
        self.given.append(len(text))
        return self.pattern.sub(by, text)


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("33 44 " * 10_000, 2),
        ("begeleid 33 " * 5_000, 1),
        (" ".join(f"{number} personen," for number in range(10_000, 13_500)), 200),
        ("actie " + ", ".join(str(number) for number in range(1, 1_000)) + " 33 personen 44" * 3_500, 2),
        ("33\n44\n" * 10_000, 2),
    ],
)
def test_the_longest_text_is_read_once_by_each_pattern(monkeypatch, text, quotes):
    given = []
    monkeypatch.setattr(quoting, "CLAIMS", tuple((claim, Reads(one, given)) for claim, one in quoting.CLAIMS))
    for name in ("ACTION", "_NUMBER", "_NO_COUNT"):
        monkeypatch.setattr(quoting, name, Reads(getattr(quoting, name), given))
    assert len(quotes_in(text)) == quotes
    assert sum(given) <= (len(quoting.CLAIMS) + 4) * len(text)


def test_of_the_actions_in_a_sentence_the_nearest_comes_first():
    (first, second) = quotes_in("Actie 6 bereikte 33 personen, en zoals beloofd: actie 7 bereikte 860 personen.")
    assert (first.actions, second.actions) == ((6, 7), (7, 6))


def test_a_claim_of_another_line_says_nothing_of_a_number():
    assert [one.claim for one in quotes_in("- 33 personen begeleid\n- 44 personen")] == ["realised", ""]
