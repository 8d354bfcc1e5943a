"""manage.py close_reporting --round 1 --moment final: what the nightly job does, by hand; before the deadline a snapshot on demand."""

from django.core.management.base import BaseCommand, CommandError

from grants.models import ReportingMoment
from grants.states import MomentKind
from kpi.services import snapshots
from samenleven.core.errors import DomainError


class Command(BaseCommand):
    help = "Bevriest de cijfers van een rapporteringsmoment (wat de nachtelijke taak doet; voor de deadline: een momentopname op vraag)."

    def add_arguments(self, parser):
        parser.add_argument("--round", required=True, help="code van de projectronde, bijvoorbeeld 1 of oefening")
        parser.add_argument("--moment", required=True, choices=MomentKind.values, help="interim of final")

    def handle(self, *args, **options):
        moment = (
            ReportingMoment.objects.select_related("round")
            .filter(round__code=options["round"], kind=options["moment"])
            .first()
        )
        if moment is None:
            raise CommandError(f"Er is geen rapporteringsmoment {options['moment']} in ronde {options['round']}.")
        before = moment.snapshots.order_by("-number").first()
        try:
            snapshot = snapshots.take_on_demand(moment)
        except DomainError as error:
            raise CommandError(str(error)) from error
        if snapshot == before:
            self.stdout.write(f"{snapshot.code} staat al; er is niets veranderd. Controlegetal {snapshot.digest}")
        else:
            self.stdout.write(
                f"{snapshot.code} is genomen ({snapshot.get_cause_display()}). Controlegetal {snapshot.digest}"
            )
