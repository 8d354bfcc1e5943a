"""Who takes part and what was published: what the public pages of the plan show."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import BigIntegerField, Case, Count, F, Max, OuterRef, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from grants.models import Participation, PublishedFigure
from municipalities.models import LocalGovernment


def published(as_of=None):
    """Published totals as known at a moment (R7): of each round, action and measure the newest value."""
    return (
        PublishedFigure.objects.filter(known_at__lte=as_of or timezone.now())
        .order_by("round_id", "action_id", "measure", "-known_at", "-recorded_at")
        .distinct("round_id", "action_id", "measure")
    )


def in_programme(participations, programme):
    """Those in the real rounds of a programme: practice rounds show only where they are named (R33)."""
    return participations.filter(
        line__application__round__programme=programme, line__application__round__is_practice=False
    )


def participants(of):
    """Who takes part, a row per line and member: dicts with the names a list needs."""
    return of.values(
        "certainty",
        key=F("pk"),
        code=F("local_government__code"),
        name=F("local_government__name"),
        sort_name=F("local_government__sort_name"),
        region=Coalesce(F("local_government__reference_region__name"), Value("")),
        province=F("local_government__province"),
        round_code=F("line__application__round__code"),
        round_title=F("line__application__round__title"),
        round_number=F("line__application__round__number"),
        action_number=F("line__offer__action__number"),
        action_title=F("line__offer__action__title"),
        partnership=F("line__application__partnership__name"),
    )


def body_of_now(heirs):
    """The body that stands for a participant today, as an expression; `heirs` comes from the register (R9)."""
    taken_over = [When(local_government_id=body, then=Value(heir)) for body, heir in heirs.items()]
    return Case(*taken_over, default=F("local_government_id"), output_field=BigIntegerField())


def participants_on_the_map_of_now(of, heirs):
    """Who takes part, a row per action of a round and body of today; `then` names who took part then (R9)."""
    body = LocalGovernment.objects.filter(pk=OuterRef("body"))
    return (
        of.annotate(body=body_of_now(heirs))
        .values("body", "line__offer_id")
        .annotate(
            certainty=Max("certainty"),  # "named" comes after "inferred": one source that names is enough
            key=Max("pk"),
            code=Subquery(body.values("code")),
            name=Subquery(body.values("name")),
            sort_name=Subquery(body.values("sort_name")),
            region=Coalesce(Subquery(body.values("reference_region__name")), Value("")),
            province=Subquery(body.values("province")),
            round_code=F("line__application__round__code"),
            round_title=F("line__application__round__title"),
            round_number=F("line__application__round__number"),
            action_number=F("line__offer__action__number"),
            action_title=F("line__offer__action__title"),
            partnership=Max("line__application__partnership__name"),
            then=ArrayAgg("local_government__name", distinct=True),
        )
    )


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
