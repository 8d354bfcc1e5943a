"""Who takes part and what was published: what the public pages of the plan show."""

from decimal import Decimal

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    DecimalField,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from grants.models import (
    ApplicationVersion,
    Award,
    Estimate,
    IncentiveAward,
    IncentiveRequest,
    Participant,
    Participation,
    PublishedFigure,
)
from grants.states import AwardKind, ParticipantStatus


def published(as_of=None):
    """Published totals as known at a moment (R7): of each round, action and measure the newest value."""
    return (
        PublishedFigure.objects.filter(known_at__lte=as_of or timezone.now())
        .order_by("round_id", "action_id", "measure", "-known_at", "-recorded_at")
        .distinct("round_id", "action_id", "measure")
    )


def in_programme(participations, programme):
    """Those in the real rounds of a programme: practice rounds show only where they are named (R33)."""
    return participations.filter(line__offer__round__programme=programme, line__offer__round__is_practice=False)


def participants(of):
    """Who takes part, a row per line and member: dicts with the names a list needs, places by their id (`body`)."""
    return of.values(
        "certainty",
        key=F("pk"),
        body=F("local_government_id"),
        sort_name=F("local_government__sort_name"),
        partnership=F("line__application__partnership__name"),
        **_ACTION_AND_ROUND,
    )


def participants_on_the_map_of_now(of, heirs):
    """Who takes part, a row per action of a round and body of today; `then` names who took part then (R9).

    `heirs` says for each body that was taken over which one stands for it now.
    """
    taken_over = {body: heir for body, heir in heirs.items() if body != heir.pk}
    body = _case({old: heir.pk for old, heir in taken_over.items()}, "local_government_id", BigIntegerField())
    sort_name = _case(
        {old: heir.sort_name for old, heir in taken_over.items()}, "local_government__sort_name", CharField()
    )
    return (
        of.annotate(body=body, sort_name=sort_name)
        .values("body", "sort_name", "line__offer_id", **_ACTION_AND_ROUND)
        .annotate(
            certainty=Max("certainty"),  # "named" comes after "inferred": one source that names is enough
            key=Max("pk"),
            partnership=Max("line__application__partnership__name"),
            then=ArrayAgg("local_government__name", distinct=True),
        )
    )


_ACTION_AND_ROUND = {
    "round_code": F("line__offer__round__code"),
    "round_title": F("line__offer__round__title"),
    "round_number": F("line__offer__round__number"),
    "action_number": F("line__offer__action__number"),
    "action_title": F("line__offer__action__title"),
}


def _case(values, otherwise, output_field):
    """An expression that gives each of a few bodies its own value, and the others what stands in their row."""
    if not values:
        return F(otherwise)
    cases = [When(local_government_id=body, then=Value(value)) for body, value in values.items()]
    return Case(*cases, default=F(otherwise), output_field=output_field)


def with_places(rows, bodies):
    """The rows of a list, each with the name, code, region and province of its body."""
    for row in rows:
        body = bodies[row["body"]]
        yield row | {
            "code": body.code,
            "name": body.name,
            "region": body.reference_region.name if body.reference_region else "",
            "province": body.province,
        }


def first_participants(action, each):
    """The first rows of each real round of an action, with how many local governments that round has in all."""
    return (
        Participation.objects.filter(line__offer__action=action, line__application__round__is_practice=False)
        .annotate(
            place=Window(
                RowNumber(),
                partition_by="line__application__round_id",
                order_by=["line__application__partnership__name", "local_government__sort_name", "pk"],
            ),
        )
        .filter(place__lte=each)
        .select_related("local_government", "line__award", "line__application__partnership")
        .order_by("line__application__round_id", "place")
    )


def named_per_round(action) -> dict[int, int]:
    """How many local governments are known by name in each real round of an action."""
    return dict(
        Participation.objects.filter(line__offer__action=action, line__application__round__is_practice=False)
        .order_by()
        .values_list("line__application__round_id")
        .annotate(Count("local_government", distinct=True))
    )


def granted_in(project_round) -> Decimal:
    """What was decided to be paid in a round, in euro: awards and incentives; the past and examples are not counted (R21)."""
    awards = Award.objects.filter(line__application__round=project_round, kind=AwardKind.DECIDED)
    incentives = IncentiveAward.objects.filter(request__application__round=project_round)
    return sum(
        (rows.aggregate(found=Sum("amount"))["found"] or Decimal(0) for rows in (awards, incentives)), Decimal(0)
    )


_EURO = DecimalField(max_digits=14, decimal_places=2)


def applications_overview(applications):
    """Applications as the ministry's list shows them, a row each; one statement.

    `requested`: contributions and incentives in euro, computed with the tariffs of now; `members`; `awaited`: how many members
    did not confirm; `actions`: how many actions; `sent_at` and `version`: of the newest version that was submitted.
    """
    contributions = (
        Estimate.objects.filter(line__application=OuterRef("pk"))
        .order_by()
        .values("line__application")
        .annotate(found=Sum(F("planned_reach") * F("indicator__amount_per_unit"), output_field=_EURO))
        .values("found")
    )
    asked = IncentiveRequest.objects.filter(
        application=OuterRef("pk"), application__round__incentives__kind=F("kind")
    ).order_by()
    incentives = (
        asked.values("application").annotate(found=Sum("application__round__incentives__amount")).values("found")
    )
    members = Participant.objects.filter(application=OuterRef("pk")).order_by().values("application")
    newest = ApplicationVersion.objects.filter(application=OuterRef("pk")).order_by("-number")
    return applications.select_related("round", "lead__reference_region", "partnership").annotate(
        requested=Coalesce(Subquery(contributions, output_field=_EURO), Value(0), output_field=_EURO)
        + Coalesce(Subquery(incentives, output_field=_EURO), Value(0), output_field=_EURO),
        members=Subquery(members.annotate(found=Count("pk")).values("found")),
        awaited=Coalesce(
            Subquery(
                members.filter(~Q(status=ParticipantStatus.CONFIRMED)).annotate(found=Count("pk")).values("found")
            ),
            0,
        ),
        actions=Count("lines", distinct=True),
        version=Subquery(newest.values("number")[:1]),
        sent_at=Subquery(newest.values("sent_at")[:1]),
    )
