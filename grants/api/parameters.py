"""What may be asked about the plan and its rounds: only what exists."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from grants.models import Action, Goal, Indicator, ProjectRound
from samenleven.core.api.questions import Known, Text, Whole
from samenleven.core.api.values import round_number

LARGEST_NUMBER = 9999


def known_goals(numbers):
    """Those of the numbers that are a goal of the current programme."""
    return Goal.objects.filter(programme__is_current=True, number__in=numbers).values_list("number", flat=True)


def known_actions(numbers):
    """Those of the numbers that are an action of the current programme."""
    return Action.objects.filter(programme__is_current=True, number__in=numbers).values_list("number", flat=True)


def known_rounds(codes):
    """Those of the codes that are a published round, of whatever programme; practice rounds too, because they are named."""
    return ProjectRound.objects.told().filter(code__in=codes).values_list("code", flat=True)


def known_indicators(codes):
    """Those of the codes that are a KPI of a published round."""
    found = Indicator.objects.filter(code__in=codes, offer__round__in=ProjectRound.objects.told())
    return found.order_by().values_list("code", flat=True).distinct()


def numbers(among, **kwargs):
    """A repeatable parameter of numbers of goals or actions."""
    return Known(among=among, child=Whole(min_value=1, max_value=LARGEST_NUMBER), required=False, **kwargs)


def rounds(**kwargs):
    """A repeatable parameter of rounds."""
    return Known(among=known_rounds, child=Text(max_length=40), required=False, **kwargs)


@extend_schema_field({"oneOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]})
class RoundNumber(serializers.Field):
    """The number of a round; the code of one without a number, such as the practice round."""

    def to_representation(self, value):
        return round_number(value)
