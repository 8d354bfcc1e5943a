"""Whether what was answered still stands: against later answers, and against the figures as they are known now (R39)."""

from dataclasses import replace

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from grants.states import MomentKind
from kpi.figures import aggregates, live
from kpi.models import Answer, CitedFigure, Contradiction
from kpi.services.answers.explaining import Now, explain
from kpi.services.answers.telling import tell
from kpi.states import CitedMeasure
from samenleven.audit.services import record

log = structlog.get_logger(__name__)

# What was not known yet when it was answered; that it is known now is what everybody expects.
NOT_YET = {"not_yet_due", "not_yet_reported", "unknown"}
# The nothing of each status of a figure (R4).
STATES = {
    "notYetDue": "not_yet_due",
    "notYetReported": "not_yet_reported",
    "notReported": "not_reported",
    "notApplicable": "not_applicable",
}


def compare_all() -> int:
    """Every answer that was sent; returns how many new contradictions were found."""
    return sum(compare(one) for one in Answer.objects.select_related("question__owner").order_by("pk"))


def compare_with_later(sent: Answer) -> None:
    """After sending: the answer itself, and the earlier ones that hold a figure of the same thing."""
    compare(sent)
    of_rounds = sent.figures.values("round")
    earlier = Answer.objects.filter(sent_at__lt=sent.sent_at, figures__round__in=of_rounds).distinct()
    for one in earlier.select_related("question__owner").order_by("pk"):
        compare(one)


@transaction.atomic
def compare(sent: Answer) -> int:
    """Write down what contradicts an answer now, and what no longer does; returns how many are new.

    Run twice it changes nothing. The owner hears of figures that are another number now, not of what became known since.
    """
    sent = Answer.objects.select_for_update(of=["self"], no_key=True).select_related("question__owner").get(pk=sent.pk)
    now = timezone.now()
    standing = {
        (one.figure_id, one.later_id): one for one in Contradiction.objects.standing().filter(figure__answer=sent)
    }
    found = {(one.figure_id, one.later_id): one for one in (*_against_now(sent, now), *_against_later(sent, now))}
    gone = [one.pk for key, one in standing.items() if key not in found or _says(one) != _says(found[key])]
    Contradiction.objects.filter(pk__in=gone).update(ended_at=now)
    new = [one for key, one in found.items() if key not in standing or standing[key].pk in gone]
    Contradiction.objects.bulk_create(new)
    alarming = [one for one in new if not one.is_expected]
    if alarming:
        tell(sent.question, sent.question.owner, template="question_contradicted", number=len(alarming))
        log.info("answer_contradicted", question=sent.question_id, number=len(alarming))
    return len(new)


def _says(one):
    return (one.value, one.state)


@transaction.atomic
def see(*, question, by) -> int:
    """Write down that somebody looked at the contradictions of an answer: the alarm is off until there is a new one."""
    seen = Contradiction.objects.standing().filter(figure__answer__question=question, seen_at__isnull=True)
    number = seen.update(seen_at=timezone.now(), seen_by=by)
    if number:
        record(by, "question.contradictions_seen", question, number=number)
    return number


# --- against the figures of now ---------------------------------------------------------------------------------------
def _against_now(sent, now):
    cited = list(
        sent.figures.select_related("round__programme", "action", "local_government", "snapshot").order_by("pk")
    )
    known: dict[tuple, Now] = {}
    for of_round, is_interim in {(one.round, one.is_interim) for one in cited}:
        known |= figures_of(of_round, is_interim, now)
    for one in cited:
        today = known.get(key_of(one), Now(None, "unknown", "", now))
        if differs(one, today.value, today.state):
            yield _contradiction(one, today, None, now)


def key_of(cited: CitedFigure) -> tuple:
    """What a cited figure is a figure of."""
    action = cited.action.number if cited.action else None
    body = cited.local_government.code if cited.local_government else None
    return (cited.round.code, action, body, cited.is_interim, cited.measure)


def figures_of(of_round, is_interim, now) -> dict[tuple, Now]:
    """Every figure of a round as it is known now, by its key; four statements."""
    reading = MomentKind.INTERIM if is_interim else MomentKind.FINAL
    moment = of_round.moments.filter(kind=reading).first()
    # As in an answer: what was sent counts from the told deadline on.
    basis = replace(live(now, reading), with_sent=moment is not None and moment.is_due(now))
    chosen = {"project_round": [of_round.code]}
    known: dict[tuple, Now] = {}
    for group_by in (("project_round",), ("action",), ("action", "local_government")):
        for figure in aggregates(basis, group_by, chosen):
            for measure, value in _values(figure):
                state = "" if value is not None else _state(figure, measure)
                key = (of_round.code, figure.action, figure.local_government, is_interim, str(measure))
                known[key] = Now(value, state, figure.source, now)
    key = (of_round.code, None, None, is_interim, str(CitedMeasure.BUDGET))
    known[key] = Now(of_round.budget, "" if of_round.budget is not None else "unknown", "published", now)
    return known


def _values(figure):
    # Nobody by name on a list that is not whole is no zero (R4).
    yield (
        CitedMeasure.LOCAL_GOVERNMENTS,
        (figure.local_governments or None) if not figure.list_complete else figure.local_governments,
    )
    yield CitedMeasure.AWARDED, figure.awarded_amount
    if "target" not in figure.not_additive:
        known = figure.target is not None and figure.current_reach is not None
        yield CitedMeasure.CURRENT_REACH, figure.current_reach
        yield CitedMeasure.ADDITIONAL, figure.target - figure.current_reach if known else None
        yield CitedMeasure.TARGET, figure.target
        yield CitedMeasure.REALISED, figure.realised


def _state(figure, measure):
    return (
        STATES.get(figure.status, "not_reported")
        if measure == CitedMeasure.REALISED and figure.status != "unknown"
        else "unknown"
    )


def differs(cited, value, state) -> bool:
    """Whether a figure has another value, or lacks for another reason."""
    if cited.value is None and value is None:
        return cited.state != state
    return cited.value != value


# --- against later answers --------------------------------------------------------------------------------------------
def _against_later(sent, now):
    later = CitedFigure.objects.filter(answer__sent_at__gt=sent.sent_at, round__in=sent.figures.values("round"))
    later = later.exclude(answer__question__status="withdrawn").select_related(
        "round", "action", "local_government", "snapshot", "answer__question"
    )
    of_same: dict[tuple, dict[int, CitedFigure]] = {}
    for one in later.order_by("pk"):
        of_same.setdefault(key_of(one), {}).setdefault(one.answer_id, one)
    cited = sent.figures.select_related("round", "action", "local_government", "snapshot").order_by("pk")
    for one in cited:
        for other in of_same.get(key_of(one), {}).values():
            # An answer of later with figures of an earlier day contradicts nothing.
            if other.as_of >= one.as_of and differs(one, other.value, other.state):
                yield _contradiction(one, Now(other.value, other.state, other.source, other.as_of), other, now)


def _contradiction(cited, today, later, now):
    return Contradiction(
        figure=cited,
        later=later,
        value=today.value,
        state=today.state,
        is_expected=cited.value is None and cited.state in NOT_YET,
        explanation=explain(cited, today, later),
        found_at=now,
    )


def alarms_of(questions) -> dict[int, int]:
    """How many figures of each sent answer are another number now, or in a later answer; nobody looked yet; one statement."""
    rows = (
        Contradiction.objects.alarming()
        .filter(figure__answer__question__in=questions)
        .values_list(F("figure__answer__question"), "figure")
        .distinct()
    )
    counted: dict[int, int] = {}
    for question, _figure in rows:
        counted[question] = counted.get(question, 0) + 1
    return counted


def with_alarm() -> Q:
    """The questions with a contradiction that nobody looked at."""
    return Q(answer__figures__contradictions__in=Contradiction.objects.alarming())
