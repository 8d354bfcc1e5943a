"""What is offered in a round: which actions, what is counted for each, whether it is paid."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from grants.models import Application, Award, Offer, PublishedFigure
from grants.states import AwardKind


@dataclass(frozen=True)
class OfferedIndicator:
    """What is counted for an action in a round."""

    code: str
    title: str
    unit: str
    kind: str
    unit_family: str


@dataclass
class OfferedAction:
    """An action in a round: its goal, what is counted, whether it is paid.

    `is_example`: its figures rest on an example division; `is_history`: who took part is known from sources alone, so
    that no row means unknown and not nobody (R4).
    """

    number: int
    title: str
    goal: int
    goal_title: str
    financed: bool
    is_example: bool
    is_history: bool
    indicators: list[OfferedIndicator] = field(default_factory=list)

    @property
    def counts(self) -> str:
        """What is counted, in words."""
        return ", ".join(dict.fromkeys(indicator.title for indicator in self.indicators))


def offers_of(round_id) -> list[OfferedAction]:
    """What is offered in a round, paid or not, in the order of the plan; one statement."""
    return offers_in([round_id])[round_id]


def offers_in(round_ids, action=None) -> dict[int, list[OfferedAction]]:
    """The same for several rounds, of every action or of one; one statement."""
    example = Award.objects.filter(line__offer=OuterRef("pk"), kind=AwardKind.EXAMPLE)
    told = PublishedFigure.objects.filter(round=OuterRef("round"))
    imported = Application.objects.filter(round=OuterRef("round"), is_imported=True)
    offers = Offer.objects.filter(round__in=round_ids)
    rows = (
        (offers if action is None else offers.filter(action__number=action))
        .annotate(is_example=Exists(example), is_history=Exists(told) | Exists(imported))
        .order_by("action__goal__number", "action__number", "indicators__position")
        .values_list(
            "round_id",
            "action__number",
            "action__title",
            "action__goal__number",
            "action__goal__title",
            "financed",
            "is_example",
            "is_history",
            "indicators__code",
            "indicators__title",
            "indicators__unit",
            "indicators__kind",
            "indicators__unit_family",
        )
    )
    found: dict[int, dict[int, OfferedAction]] = defaultdict(dict)
    for round_id, *offered in rows:
        offer = found[round_id].setdefault(offered[0], OfferedAction(*offered[:7]))
        if offered[7] is not None:
            offer.indicators.append(OfferedIndicator(*offered[7:]))
    return {round_id: list(found[round_id].values()) for round_id in round_ids}
