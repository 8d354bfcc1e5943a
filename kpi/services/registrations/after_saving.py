"""How far a page is right after one of its fields was saved: what its head and its foot say, in one query."""

from django.db.models import Count, Q

from grants.models import Commitment
from kpi.services.registrations.standings import Standing
from kpi.states import RegistrationStatus


def standing_after_saving(moment, local_government, now) -> Standing:
    """The standing of a page, without when it was sent: what was just saved still has to be."""
    registration = "participation__registrations"
    of_moment = Q(**{f"{registration}__moment": moment})
    draft = f"{registration}__draft_values"
    filled = Q(**{f"{draft}__count__isnull": False}) | Q(**{f"{draft}__not_applicable": True})

    def registrations(status):
        return Count(f"{registration}__pk", filter=of_moment & Q(**{f"{registration}__status": status}), distinct=True)

    counted = Commitment.objects.filter(
        participation__local_government=local_government,
        participation__line__application__round=moment.round_id,
        participation__known_at__lte=now,
        known_at__lte=now,
    ).aggregate(
        actions=Count("participation", distinct=True),
        fields=Count("pk", distinct=True),
        filled=Count(f"{draft}__pk", filter=filled & of_moment, distinct=True),
        submitted=registrations(RegistrationStatus.SUBMITTED),
        correcting=registrations(RegistrationStatus.CORRECTING),
    )
    return Standing(moment=moment, local_government=local_government, now=now, **counted)
