"""How far a page is right after one of its fields was saved: what its head and its foot say, in one query."""

from django.db.models import Count, Max, Q

from grants.models import Commitment
from kpi.services.registrations.reading import on_page_of
from kpi.services.registrations.standings import Standing
from kpi.states import RegistrationStatus


def standing_after_saving(moment, local_government, term, now) -> Standing:
    """The standing of a page, without when it was sent: what was just saved still has to be."""
    registration = "participation__registrations"
    of_moment = Q(**{f"{registration}__moment": moment})
    draft, returns = f"{registration}__draft_values", f"{registration}__returns"
    filled = Q(**{f"{draft}__count__isnull": False}) | Q(**{f"{draft}__not_applicable": True})

    def registrations(status):
        return Count(f"{registration}__pk", filter=of_moment & Q(**{f"{registration}__status": status}), distinct=True)

    lead = "participation__line__application__lead"
    led = Q(**{lead: local_government}) | Q(**{f"{lead}__isnull": True})
    counted = Commitment.objects.filter(
        on_page_of(local_government, participation="participation__"),
        participation__line__application__round=moment.round_id,
        participation__known_at__lte=now,
        known_at__lte=now,
    ).aggregate(
        parts=Count("participation", distinct=True),
        led=Count("participation", distinct=True, filter=led),
        fields=Count("pk", distinct=True),
        filled=Count(f"{draft}__pk", filter=filled & of_moment, distinct=True),
        submitted=registrations(RegistrationStatus.SUBMITTED),
        correcting=registrations(RegistrationStatus.CORRECTING),
        released=registrations(RegistrationStatus.RELEASED),
        returned=registrations(RegistrationStatus.RETURNED),
        returned_until=Max(f"{returns}__until", filter=of_moment & Q(**{f"{returns}__settled_at__isnull": True})),
    )
    return Standing(moment=moment, local_government=local_government, now=now, term=term, **counted)
