"""The plan for everybody: its goals, its actions, what was published of them."""

from collections import defaultdict

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from grants import figures
from grants.models import Action, Goal, Indicator, Offer, Programme, ProjectRound, Remark, ReportingMoment
from grants.states import Measure, MomentKind

NAMES_PER_ROUND = 40


@require_safe
@login_not_required
def plan(request):
    """The goals with their actions, and in which rounds each is paid."""
    programme = Programme.objects.visible_to(request.user).current()
    goals = goals_with_actions(request.user, programme)
    rounds = list(rounds_of(request.user, programme))
    context = {
        "programme": programme,
        "goals": goals,
        "rounds": rounds,
        "action_count": sum(len(one.actions.all()) for one in goals),
    }
    return render(request, "grants/plan.html", context)


@require_safe
@login_not_required
def goal(request, number):
    """One goal with its actions and what is counted for them."""
    programme = programme_or_404(request.user)
    this = get_object_or_404(Goal.objects.visible_to(request.user), programme=programme, number=number)
    actions = list(this.actions.visible_to(request.user).order_by("number"))
    add_rounds(actions, request.user)
    newest = _newest_indicators(actions, request.user)
    for one in actions:
        one.newest_indicators = newest[one.pk]
    return render(request, "grants/goal.html", {"goal": this, "actions": actions})


@require_safe
@login_not_required
def action(request, number):
    """One action: what is expected, counted, paid, published, and who takes part."""
    programme = programme_or_404(request.user)
    this = get_object_or_404(
        Action.objects.visible_to(request.user).select_related("goal"), programme=programme, number=number
    )
    offers = list(offers_of([this], request.user))
    told_and_named = told_and_named_of(this, [offer.round for offer in offers], request.user)
    context = {
        "action": this,
        "goal": this.goal,
        "offers": offers,
        "financed": [offer.round for offer in offers if offer.financed],
        "support": this.support.visible_to(request.user).order_by("kind", "name"),
        "today": timezone.localdate(),
        "told_and_named": told_and_named,
        "unnamed": [one["round"] for one in told_and_named if not one["named"] and not one["local_governments"]],
        "remarks": Remark.objects.visible_to(request.user)
        .filter(action=this)
        .select_related("local_government", "round")
        .order_by("role", "local_government__sort_name", "round__number"),
    }
    return render(request, "grants/action.html", context)


def programme_or_404(user):
    """The programme that is shown."""
    programme = Programme.objects.visible_to(user).current()
    if programme is None:
        raise Http404
    return programme


def rounds_of(user, programme):
    """The real rounds of a programme, the oldest first."""
    return ProjectRound.objects.visible_to(user).real().filter(programme=programme).order_by("number", "code")


def goals_with_actions(user, programme):
    """The goals of a programme with their actions, each with the rounds that pay it."""
    goals = list(
        Goal.objects.visible_to(user)
        .filter(programme=programme)
        .order_by("number")
        .prefetch_related(Prefetch("actions", Action.objects.order_by("number")))
    )
    add_rounds([one for each in goals for one in each.actions.all()], user)
    return goals


def offers_of(actions, user):
    """What is offered of some actions in the real rounds, in the order of the plan, with its KPI's."""
    return (
        Offer.objects.visible_to(user)
        .filter(action__in=actions, round__in=ProjectRound.objects.real())
        .select_related("round", "action__goal")
        .prefetch_related(Prefetch("indicators", Indicator.objects.order_by("position")))
        .order_by("action__number", "round__number", "round__code")
    )


def add_rounds(actions, user):
    """Tell each action in which real rounds it is paid; one query for all."""
    paid = defaultdict(list)
    financed = Offer.objects.visible_to(user).filter(
        action__in=actions, financed=True, round__in=ProjectRound.objects.real()
    )
    for offer in financed.select_related("round").order_by("round__number", "round__code"):
        paid[offer.action_id].append(offer.round)
    for one in actions:
        one.paid_in = paid[one.pk]


def _newest_indicators(actions, user):
    """Of each action the KPI's of the newest round that pays it; one query for all."""
    newest = defaultdict(list)
    indicators = (
        Indicator.objects.visible_to(user)
        .filter(offer__action__in=actions, offer__financed=True, offer__round__in=ProjectRound.objects.real())
        .select_related("offer__round")
        .order_by("-offer__round__number", "-offer__round__code", "position")
    )
    for indicator in indicators:
        kept = newest[indicator.offer.action_id]
        if not kept or kept[0].offer_id == indicator.offer_id:
            kept.append(indicator)
    return newest


def told_and_named_of(this, rounds, user):
    """For each round what was published of the action, and who takes part in it: side by side, never mixed (R6)."""
    told = defaultdict(dict)
    for figure in figures.published().filter(action=this):
        told[figure.round_id][figure.measure] = figure
    named = figures.named_per_round(this)
    people = defaultdict(list)
    for one in figures.first_participants(this, each=NAMES_PER_ROUND):
        people[one.line.application.round_id].append(one)
    deadlines = dict(
        ReportingMoment.objects.visible_to(user)
        .filter(round__in=rounds, kind=MomentKind.FINAL)
        .values_list("round_id", "deadline")
    )
    return [_of_round(one, told[one.pk], people[one.pk], named.get(one.pk, 0), deadlines.get(one.pk)) for one in rounds]


def _of_round(project_round, told, people, named, deadline):
    together: dict = defaultdict(list)
    for one in people:
        application = one.line.application
        one.is_lead = one.local_government_id == application.lead_id
        together[application.partnership].append(one)
    count = told.get(Measure.LOCAL_GOVERNMENTS)
    counted = int(count.value) if count and count.value is not None else None
    return {
        "round": project_round,
        "awarded": told.get(Measure.AWARDED),
        "local_governments": count,
        "target": told.get(Measure.TARGET),
        "realised": told.get(Measure.REALISED),
        "without_result": "not_yet_due" if deadline and deadline > timezone.now() else "unknown",
        "sources": sorted({(figure.source, figure.known_at) for figure in told.values()}, key=lambda pair: pair[1]),
        "is_told": bool(told),
        "alone": together.pop(None, []),
        "together": [
            {"partnership": partnership, "participants": of, "notes": sorted({one.note for one in of if one.note})}
            for partnership, of in together.items()
        ],
        "named": named,
        "shown": len(people),
        "counted": counted,
        "is_of_the_past": any(one.line.application.is_imported for one in people),
        "is_complete": named == counted,
    }
