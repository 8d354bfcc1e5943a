"""What a try-out environment shows beside the real plan: accounts, an example division, a practice round.

Every figure made here is an example and says so (`AwardKind.EXAMPLE`). Making it again changes nothing, except that
the practice round stays open.
"""

import pghistory
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.models import Programme, ReportingMoment
from kpi.models import Snapshot
from kpi.services import breakdowns
from kpi.services.demo.accounts import make_accounts
from kpi.services.demo.calling import keep_practice_call_open
from kpi.services.demo.division import divide_published_totals
from kpi.services.demo.practice import keep_practice_round_open, split_practice_round
from kpi.services.demo.questions import make_dossiers
from kpi.services.demo.registrations import register_examples
from kpi.services.snapshots import needs_snapshot, take_if_due
from samenleven.core.errors import DomainError

__all__ = ["make_demo"]


def make_demo() -> None:
    """Make or renew the demo on top of the loaded plan; then the job that runs every night freezes what is due."""
    now = timezone.now()
    with transaction.atomic(), pghistory.context(command="load_demo"):
        programme = Programme.objects.select_for_update().filter(is_current=True).first()
        if programme is None:
            raise DomainError(_("Er is nog geen plan. Lees het eerst in: manage.py load_plan."))
        make_accounts()
        register_examples(divide_published_totals(programme))
        keep_practice_round_open(programme, now)
        split_practice_round(programme)
        keep_practice_call_open(programme, now)
    for moment in ReportingMoment.objects.due_at(now).select_related("round").order_by("deadline", "pk"):
        if needs_snapshot(moment):
            take_if_due(moment)
    for snapshot in Snapshot.objects.filter(pk__in=breakdowns.waiting()).order_by("moment", "number"):
        breakdowns.publish(snapshot)
    with transaction.atomic(), pghistory.context(command="load_demo"):
        make_dossiers()
