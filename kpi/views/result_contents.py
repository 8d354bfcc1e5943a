"""What the results for everybody show, for their pages and their files alike (R33, R37)."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from grants import figures as published
from grants.models import Action, Goal
from kpi.figures.offered import offers_in, offers_of
from kpi.figures.overview import ActionRow, Row, overview, row_of
from kpi.figures.results import PublicRound, figures_of, results_of, together
from kpi.views.result_words import action_in_words, goal_in_words, round_in_words
from municipalities.models import LocalGovernment, Merger

PAGE_SIZE = 40  # local governments on the page of an action, which stays below 60 kB
AT_A_GLANCE = 3  # rounds beside each other; older ones have their own page
NOW = "nu"


@dataclass
class GoalAtAGlance:
    """A goal over the rounds: of each what was awarded as far as it is known per action, and its actions."""

    number: int
    title: str
    awarded: list[tuple[Decimal | None, int, int]] = field(default_factory=list)
    actions: list[tuple[ActionRow, list[ActionRow | None]]] = field(default_factory=list)


def at_a_glance(rounds) -> dict:
    """The rounds, the newest first, and the goals with their actions over the newest ones."""
    whole = {one.project_round: one for one in figures_of(rounds)}
    newest = rounds[-AT_A_GLANCE:]
    goals: dict[int, GoalAtAGlance] = {}
    every = rows_of(rounds)
    rows = {(one.code, row.number): row for one, row in every if one in newest}
    # In the order of the plan, and under the title of the newest round that offers it.
    last = {row.number: row for row in rows.values()}
    for row in sorted(last.values(), key=lambda row: (row.offer.goal, row.number)):
        goal = goals.setdefault(row.offer.goal, GoalAtAGlance(row.offer.goal, row.offer.goal_title))
        goal.actions.append((row, [rows.get((one.code, row.number)) for one in newest]))
    for goal in goals.values():
        goal.awarded = [
            awarded([of_round[at] for _row, of_round in goal.actions if of_round[at]]) for at in range(len(newest))
        ]
    totals = [(one, total_of(one, whole.get(one.code))) for one in rounds[::-1]]
    return {
        "rounds": [
            (one, total, round_in_words(one, total, [row for each, row in every if each == one]))
            for one, total in totals
        ],
        "newest": newest,
        "goals": list(goals.values()),
        "title": _("Resultaten"),
    }


def of_round(rounds, code) -> dict:
    """A round with its figures per goal and action, and where its published totals come from."""
    this = _one_of(rounds, code)
    found = overview(this.basis, offers_of(this.pk), {"project_round": [this.code]})
    return {
        "round": this,
        "overview": found,
        "said": round_in_words(this, found.total, found.rows),
        "sources": sources_of([this], action=None),
        "title": _("Resultaten van %(round)s") % {"round": this.title[:1].lower() + this.title[1:]},
        "steps": (_("Resultaten"), reverse("kpi:results"), this.title),
    }


def of_goal(rounds, number) -> dict:
    """A goal: of each of its actions a row per round, as the official page of figures has it, and each round in words."""
    goal = Goal.objects.filter(programme__is_current=True, number=number).first()
    if goal is None:
        raise Http404
    rows = [(one, row) for one, row in rows_of(rounds) if row.offer.goal == number]
    actions: dict[int, list[tuple[PublicRound, ActionRow]]] = {}
    for one, row in sorted(rows, key=lambda pair: pair[1].offer.number):
        actions.setdefault(row.offer.number, []).append((one, row))
    return {
        "goal": goal,
        "actions": list(actions.values()),
        "rows": rows,
        "said": [
            goal_in_words(each, of_round, awarded(of_round))
            for each in rounds
            if (of_round := [row for one, row in rows if one == each])
        ],
        "title": _("Resultaten van doelstelling %(number)s: %(title)s") % {"number": goal.number, "title": goal.title},
        "steps": (_("Resultaten"), reverse("kpi:results"), f"{goal.number}. {goal.title}"),
    }


def of_action(rounds, number) -> dict:
    """An action over all rounds: a row each, in words too, and what may be said of them together."""
    action = Action.objects.filter(programme__is_current=True, number=number).select_related("goal").first()
    if action is None:
        raise Http404
    rows = rows_of(rounds, action=number)
    return {
        "action": action,
        "rows": rows,
        "said": [action_in_words(one, row) for one, row in rows],
        "years": together([row for _round, row in rows]),
        "sources": sources_of(rounds, action=action.pk),
        "title": _("Resultaten van actie %(action)s") % {"action": action},
        "steps": (_("Resultaten"), reverse("kpi:results"), f"{action.number}. {action.title}"),
    }


def members_in(rows, number, asked) -> dict:
    """The local governments of an action in one round: the one that is asked, else the newest of which somebody is known."""
    is_now = asked.get("kaart") == NOW
    named = [one for one, row in rows if row.figure and _named(row.figure)]
    chosen = [one for one, _row in rows if one.code == asked.get("ronde")] or named[-1:]
    found = results_of(chosen, {"action": [number]}, map_now=is_now)
    return {
        "members_round": chosen[0] if chosen else None,
        "page": Paginator(found, PAGE_SIZE).get_page(asked.get("page")),
        "is_now": is_now,
    }


def of_local_government(rounds, code) -> dict:
    """A local government: what it merged with, and its figures in every round and action."""
    body = LocalGovernment.objects.filter(code=code).select_related("reference_region", "successor").first()
    if body is None:
        raise Http404
    mergers = list(
        Merger.objects.filter(Q(successor=body) | Q(predecessor=body))
        .select_related("predecessor", "successor")
        .order_by("merged_on", "predecessor__sort_name")
    )
    has_ended = body.valid_until is not None and body.valid_until < timezone.localdate()
    found = results_of(rounds, {"local_government": [code]}, map_now=not has_ended)
    offers = offers_in(list({one.round.pk for one in found}))
    titles = {(pk, offer.number): offer for pk, several in offers.items() for offer in several}
    by_round: dict[str, tuple[PublicRound, list]] = {}
    for one in found[::-1]:
        by_round.setdefault(one.round.code, (one.round, []))[1].insert(
            0, (titles[one.round.pk, _action(one.member)], one.member)
        )
    return {
        "body": body,
        "predecessors": [one for one in mergers if one.successor_id == body.pk],
        "merged_on": next((one.merged_on for one in mergers if one.predecessor_id == body.pk), None),
        "has_ended": has_ended,
        "rounds": list(by_round.values()),
        "said": (len({_action(one.member) for one in found}), len(by_round)),
        "title": _("Resultaten van %(name)s") % {"name": body.name},
        "steps": (_("Resultaten"), reverse("kpi:results"), body.name),
    }


def _action(member) -> int:
    """In which action a member takes part: who has a figure of one action does."""
    return member.participant.action


def rows_of(rounds, action=None) -> list[tuple[PublicRound, ActionRow]]:
    """Every action that these rounds offer, or one, with its figures; three statements at most."""
    offers = offers_in([one.pk for one in rounds], action=action)
    filters = None if action is None else {"action": [action]}
    known = {(one.project_round, one.action): one for one in figures_of(rounds, ("action",), filters)}
    return [
        (one, row_of(offer, known.get((one.code, offer.number)), is_frozen=one.snapshot is not None))
        for one in rounds
        for offer in offers[one.pk]
    ]


def sources_of(rounds, action) -> list:
    """Where the published totals of these rounds come from: source, and known since when; those the figures can rest on."""
    known = {one.pk: one for one in rounds}
    found = published.published().filter(round__in=known, action=action)
    told = {
        (known[one.round_id], one.source, one.known_at)
        for one in found
        if one.source and one.known_at <= known[one.round_id].as_of
    }
    return sorted(told, key=lambda one: (one[0].starts_on, one[2], one[1]))


def _one_of(rounds, code) -> PublicRound:
    for one in rounds:
        if one.code == code:
            return one
    raise Http404


def _named(figure) -> int | None:
    """How many local governments are known by name."""
    return figure.local_governments if figure.named_local_governments is None else figure.named_local_governments


def total_of(public_round, figure) -> Row:
    """A whole round as a row."""
    return Row(figure=figure, title=public_round.title, is_frozen=public_round.snapshot is not None)


def awarded(rows) -> tuple[Decimal | None, int, int]:
    """The money of these actions together, of how many of them it is known, and how many are paid: money adds up (R5)."""
    known = [row.figure.awarded_amount for row in rows if row.figure and row.figure.awarded_amount is not None]
    return sum(known, Decimal(0)) if known else None, len(known), sum(row.offer.financed for row in rows)
