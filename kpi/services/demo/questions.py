"""A worked dossier: question 222 of 3 March 2023, as known on that day and again after the October deadline.

The sub-questions stand in short words of our own, and the policy texts are examples: the dossier says so on every page.
"""

import datetime as dt

from django.utils.translation import gettext as _

from grants.models import ProjectRound
from kpi.models import Question, Snapshot, SubQuestion
from kpi.services import answers
from kpi.states import AnswerKind, BlockKind
from samenleven.accounts.models import User

NUMBER, ASKED_ON, AFTER_THE_DEADLINE = 222, dt.date(2023, 3, 3), dt.date(2023, 12, 1)
ROUND, SNAPSHOT = "1", "1-final-1"
WRITER, READER = "dossier", "beheerder"  # of the try-out accounts: somebody writes, somebody else approves

TEXT = """Lokale besturen begeleiden met het Plan Samenleven, 7 doelstellingen met 24 acties, mensen naar een verkorte opleiding (actie 6) en jongeren naar hogere studies (actie 7). Slechts twee lokale besturen nemen deel aan actie 6 en dertien aan actie 7. Met actie 6 werden 33 personen begeleid en met actie 7 in totaal 6360 jongeren. Voor actie 6 werd 14.700 euro uitgekeerd, voor actie 7 559.000 euro.

1. Over actie 6:
a) Welke initiatieven nemen de lokale besturen, met welke actoren en in welke rol?
b) Hoeveel van de 33 begeleide personen volgden een verkort traject, en welk? Graag ook volgens land van het diploma, nationaliteit en herkomst.
c) Hoeveel van hen behaalden een diploma, en welk? Graag met dezelfde opsplitsing.
d) Hoeveel lokale besturen waren beoogd?
e) Hoeveel personen waren beoogd?
f) Hoeveel personen werden echt begeleid, per lokaal bestuur?
g) Hoeveel werd begroot?
h) Welke aanvragen lopen nog, van wie en voor hoeveel personen?
i) Is de minister tevreden met de resultaten, en komt er een initiatief om meer besturen te betrekken?

2. Over actie 7:
a) Welke initiatieven nemen de lokale besturen, met welke actoren en in welke rol?
b) Hoeveel van de 6360 begeleide jongeren begonnen hogere studies, en welke?
c) Hoeveel jongeren waren beoogd?
d) Hoeveel lokale besturen waren beoogd?
e) Hoeveel jongeren werden echt begeleid, per lokaal bestuur?
f) Hoeveel werd begroot?
g) Welke aanvragen lopen nog, van wie en voor hoeveel jongeren?
h) Is de minister tevreden met de resultaten, en komt er een initiatief om meer besturen te betrekken?

3. Krijgen knelpuntberoepen zoals leraar bijzondere aandacht in actie 7?

4. Hoe passen de acties 6 en 7 bij het doel om het lerarenkorps diverser te maken?
"""

_INITIATIVE = "Voorbeeld van een beleidstekst. Wie intekent op een actie, beslist een lokaal bestuur zelf: het kent de noden van zijn inwoners het best."
_SATISFIED = "Voorbeeld van een beleidstekst. Een oordeel over de resultaten volgt op de cijfers hieronder. Bij elke nieuwe oproep kunnen lokale besturen opnieuw intekenen, alleen of samen met andere."
_OCCUPATIONS = "Voorbeeld van een beleidstekst. Lokale besturen vullen de actie zelf in en kunnen daarbij aandacht geven aan knelpuntberoepen; het plan legt dat niet op."
_GOAL = "Voorbeeld van een beleidstekst. Beide acties helpen mensen aan een diploma hoger onderwijs, en dragen zo onrechtstreeks bij aan een diverser lerarenkorps."

WHO = (BlockKind.INITIATIVES, BlockKind.PARTICIPANTS, BlockKind.SUPPORT)
# Each sub-question: the kind of its answer, what somebody wrote, and its building blocks.
ANSWERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "a": (AnswerKind.FIGURES, "", WHO),
    "outcomes": (AnswerKind.NOT_ASKED, "", (BlockKind.OUTCOMES, BlockKind.COST)),
    "bodies": (AnswerKind.POLICY, _INITIATIVE, (BlockKind.PARTICIPANTS,)),
    "told": (AnswerKind.FIGURES, "", (BlockKind.OUTCOMES,)),
    "people": (AnswerKind.FIGURES, "", (BlockKind.TARGETS,)),
    "reached": (AnswerKind.FIGURES, "", (BlockKind.RESULTS,)),
    "budget": (AnswerKind.FIGURES, "", (BlockKind.BUDGET,)),
    "pending": (AnswerKind.FIGURES, "", (BlockKind.PENDING,)),
    "satisfied": (AnswerKind.POLICY, _SATISFIED, (BlockKind.TREND, BlockKind.SUPPORT)),
    "occupations": (AnswerKind.POLICY, _OCCUPATIONS, (BlockKind.INITIATIVES,)),
    "goal": (AnswerKind.POLICY, _GOAL, (BlockKind.PLACE, BlockKind.TREND)),
}
PLAN = {
    "1a": ("a", (6,)), "1b": ("outcomes", (6,)), "1c": ("outcomes", (6,)), "1d": ("bodies", (6,)),
    "1e": ("people", (6,)), "1f": ("reached", (6,)), "1g": ("budget", (6,)), "1h": ("pending", (6,)),
    "1i": ("satisfied", (6,)), "2a": ("a", (7,)), "2b": ("outcomes", (7,)), "2c": ("people", (7,)),
    "2d": ("bodies", (7,)), "2e": ("reached", (7,)), "2f": ("budget", (7,)), "2g": ("pending", (7,)),
    "2h": ("satisfied", (7,)), "3": ("occupations", (7,)), "4": ("goal", (6, 7)),
}  # fmt: skip
# So many fields would have to be asked more: tracks and diplomas, each by country, nationality and origin.
FIELDS = {"1b": 60, "1c": 60, "2b": 15}
OF_THE_FIGURES = {BlockKind.TARGETS, BlockKind.RESULTS, BlockKind.PARTICIPANTS}


def make_dossiers() -> None:
    """The dossier as it was answered, sent; and the one that follows on it, ready to be sent. Made once."""
    people = {one.username: one for one in User.objects.filter(username__in=(WRITER, READER))}
    if len(people) < 2 or not ProjectRound.objects.filter(code=ROUND).exists():
        return
    if Question.objects.filter(is_example=True).exists():
        return
    writer, reader = people[WRITER], people[READER]
    first = answers.take_in(
        text=TEXT,
        by=writer,
        is_example=True,
        number=NUMBER,
        title=_("Acties 6 en 7 van het Plan Samenleven (voorbeeld)"),
        asked_on=ASKED_ON,
        received_on=ASKED_ON,
        known_on=ASKED_ON,
        internal_due=dt.date(2023, 3, 24),
        official_due=dt.date(2023, 3, 31),
        owner=writer,
    )
    _answer_all(first, writer, reader, snapshot=None)
    answers.send(question=first, seen=answers.compose(first).digest, by=writer)
    first.refresh_from_db()
    second = answers.follow_up(
        question=first,
        by=writer,
        known_on=AFTER_THE_DEADLINE,
        received_on=AFTER_THE_DEADLINE,
        internal_due=dt.date(2023, 12, 15),
        official_due=dt.date(2023, 12, 22),
    )
    _answer_all(second, writer, reader, snapshot=Snapshot.objects.filter(code=SNAPSHOT).first())


def _answer_all(question, writer, reader, *, snapshot):
    for part in question.parts.order_by("position"):
        _answer(part, writer, reader, snapshot)


def _answer(part: SubQuestion, writer, reader, snapshot):
    name, actions = PLAN[part.code]
    if name == "outcomes" and snapshot is not None:
        name = "told"  # after the deadline it is known what the towns wanted to tell of it
    kind, text, kinds = ANSWERS[name]
    blocks = [_block(one, part.code, actions, snapshot) for one in kinds]
    part = answers.answer(part=part, revision=part.revision, kind=kind, own_text=text, blocks=blocks, by=writer)
    if part.needs_approval:
        answers.approve(part=part, revision=part.revision, by=reader)


def _block(kind, code, actions, snapshot):
    rounds = [ROUND, "2"] if kind == BlockKind.TREND else [ROUND]
    block = {"kind": kind, "rounds": rounds, "actions": list(actions)}
    if kind == BlockKind.COST:
        block["fields"] = FIELDS[code]
    if kind in OF_THE_FIGURES:
        block["snapshot"] = snapshot
    return block
