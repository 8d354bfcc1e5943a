"""The figures that a question quotes, held against ours and named for what they are (R1, R39)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.models import Action, Goal
from kpi.figures.overview import row_of
from kpi.services.answers.asking import Asked
from kpi.services.answers.quoting import (
    ACTIONS,
    AWARDED,
    BODIES,
    GOALS,
    PAID,
    REALISED,
    TARGET,
    Quote,
    actions_in,
    quotes_in,
)
from samenleven.core import wording
from samenleven.core.tables import nothing

CLAIM_WORDS = {
    PAID: gettext_lazy("uitbetaald"),
    AWARDED: gettext_lazy("toegekend of begroot"),
    TARGET: gettext_lazy("een doel"),
    REALISED: gettext_lazy("bereikt of begeleid"),
    BODIES: gettext_lazy("lokale besturen"),
    GOALS: gettext_lazy("doelstellingen"),
    ACTIONS: gettext_lazy("acties"),
}
IT_IS_NOT = {
    PAID: gettext_lazy("wat er uitbetaald is"),
    AWARDED: gettext_lazy("wat er toegekend of begroot is"),
    TARGET: gettext_lazy("een doel"),
    REALISED: gettext_lazy("wat er bereikt is of wie er begeleid is"),
    BODIES: gettext_lazy("een aantal lokale besturen"),
    GOALS: gettext_lazy("een aantal doelstellingen"),
    ACTIONS: gettext_lazy("een aantal acties"),
}
# Only what counts the same can be taken for one another: 24 persons are never "the number of actions of the plan".
ALIKE = ((PAID, AWARDED), (TARGET, REALISED, "current", "additional"), (BODIES, "applicants"), (GOALS,), (ACTIONS,))
RIGHT, OTHER, ABSENT = "right", "other", "absent"


@dataclass(frozen=True)
class Fact:
    """One figure of ours that a quoted number may be."""

    value: Decimal
    is_money: bool
    kind: str
    action: int | None
    words: str
    beside: str = ""  # what must be said with it


@dataclass(frozen=True)
class Premise:
    """A number in the question: what it is called there, what it is here, and whether the two agree."""

    quote: Quote
    verdict: str
    fact: Fact | None
    text: str

    @property
    def claimed(self) -> str:
        """What the question says it is, in words."""
        return str(CLAIM_WORDS.get(self.quote.claim, ""))


def premises_of(text, known_on, library) -> list[Premise]:
    """Every number a text quotes, with what it is as known on a day."""
    quotes = quotes_in(text)
    if not quotes:
        return []
    asked = Asked(
        rounds=tuple(one for one in library.rounds().values() if not one.is_practice),
        actions=(),
        known_on=known_on,
        library=library,
    )
    facts = list(_facts(asked))
    named = actions_in(text)
    return [_judge(quote, facts, named, asked) for quote in quotes]


def _judge(quote, facts, named, asked):
    same = [one for one in facts if one.value == quote.value and (one.is_money or not quote.is_money)]
    about = quote.actions or named
    nearby = [one for one in same if _may_be(one, quote, about)]
    if not nearby:
        return Premise(quote, ABSENT, None, _absent(quote, facts, asked))

    def order(fact):
        away = about.index(fact.action) if fact.action in about else len(about)
        return (fact.kind != quote.claim, away)

    fact = min(nearby, key=order)
    if not quote.claim or fact.kind == quote.claim:
        return Premise(quote, RIGHT, fact, _("Dit is %s.") % fact.words)
    said = {"words": fact.words, "claim": IT_IS_NOT[quote.claim], "beside": f" {fact.beside}" if fact.beside else ""}
    return Premise(quote, OTHER, fact, _("Dit is %(words)s, niet %(claim)s.%(beside)s") % said)


def _may_be(fact, quote, about):
    """Whether a figure of ours is what a number may have meant: what it is called, or what counts the same of an action that its sentence names."""
    if not quote.claim or fact.kind == quote.claim:
        return fact.action is None or not about or fact.action in about
    is_alike = any(fact.kind in kinds and quote.claim in kinds for kinds in ALIKE)
    return is_alike and (fact.action in quote.actions or (fact.is_money and fact.action is None))


def _absent(quote, facts, asked):
    """Not a figure of ours; what ours are for the same action, so that somebody can look."""
    told = _("Dit cijfer staat niet in dit portaal, zoals gekend op %s.") % asked.day
    kind = {PAID: AWARDED}.get(quote.claim, quote.claim)
    ours = [
        f"{one.words} ({_written(one)})"
        for one in facts
        if quote.actions and one.action == quote.actions[0] and one.kind == kind
    ]
    return f"{told} {_('Wel bekend: %s.') % '; '.join(ours)}" if ours else told


def _written(fact):
    return wording.euro(fact.value) if fact.is_money else wording.count(fact.value)


# --- our figures ------------------------------------------------------------------------------------------------------
def _facts(asked):
    yield Fact(Decimal(_count(Goal)), False, GOALS, None, _("het aantal doelstellingen van het plan"))
    yield Fact(Decimal(_count(Action)), False, ACTIONS, None, _("het aantal acties van het plan"))
    for of_round in asked.known_rounds:
        for figure in asked.figures(("project_round",), of_round):
            yield from _of_round(of_round, figure)
    for (code, number), figure in asked.per_action().items():
        of_round = asked.library.rounds()[code]
        if of_round in asked.known_rounds and (offer := asked.offer(of_round, number)):
            yield from _of_action(of_round, row_of(offer, figure, is_frozen=False))


def _count(model):
    return model.objects.filter(programme__is_current=True).count()


def _of_round(of_round, figure):
    said = {"round": of_round}
    if of_round.budget is not None:
        yield Fact(of_round.budget, True, AWARDED, None, _("het budget van %(round)s over alle acties samen") % said)
    if figure.local_governments:
        words = _("het aantal lokale besturen in %(round)s") % said
        yield Fact(Decimal(figure.local_governments), False, BODIES, None, words)
    if figure.applicants:
        yield Fact(
            Decimal(figure.applicants), False, "applicants", None, _("het aantal aanvragers in %(round)s") % said
        )


def _of_action(of_round, row):
    figure, number = row.figure, row.number
    said = {"round": of_round, "number": number, "what": row.offer.counts}
    if figure.awarded_amount is not None:
        yield Fact(
            figure.awarded_amount, True, AWARDED, number,
            _("het bedrag dat voor actie %(number)s in %(round)s toegekend is") % said,
            _("Hoeveel er uitbetaald is, is onbekend."),
        )  # fmt: skip
    if figure.target is not None and "target" not in figure.not_additive:
        yield Fact(Decimal(figure.target), False, TARGET, number, _target(row, said), _not_reached(row))
    if figure.realised is not None and "realised" not in figure.not_additive:
        words = _("wat er voor actie %(number)s in %(round)s bereikt is (%(what)s)") % said
        yield Fact(Decimal(figure.realised), False, REALISED, number, words)
    if figure.current_reach:
        words = _("het huidig bereik van actie %(number)s bij %(round)s: dat wordt niet betaald") % said
        yield Fact(Decimal(figure.current_reach), False, "current", number, words)
    if row.additional:
        words = _("het bijkomende, betaalde bereik van actie %(number)s in %(round)s") % said
        yield Fact(Decimal(row.additional), False, "additional", number, words)
    if row.local_governments:
        words = _("het aantal lokale besturen dat in %(round)s aan actie %(number)s deelneemt") % said
        yield Fact(Decimal(row.local_governments), False, BODIES, number, words)


def _target(row, said):
    if row.additional is None:
        return _("het doel van actie %(number)s in %(round)s (%(what)s)") % said
    said = said | {"current": wording.count(row.figure.current_reach), "additional": wording.count(row.additional)}
    return (
        _(
            "het doel van actie %(number)s in %(round)s (%(what)s): %(current)s huidig bereik en %(additional)s bijkomend"
        )
        % said
    )


def _not_reached(row):
    figure = row.figure
    if figure.realised is not None:
        return _("Bereikt zijn er %s.") % wording.count(figure.realised)
    said = {"word": nothing(row.state), "submitted": figure.submitted, "expected": figure.expected}
    if not figure.expected:
        return _("Wat bereikt is: %(word)s.") % said
    return _("Wat bereikt is: %(word)s (%(submitted)s van %(expected)s registraties).") % said
