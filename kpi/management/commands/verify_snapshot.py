"""manage.py verify_snapshot 1-final-1: does a snapshot still hold?"""

from django.core.management.base import BaseCommand, CommandError

from kpi.models import Snapshot
from kpi.services import breakdowns, snapshots


class Command(BaseCommand):
    help = "Rekent het controlegetal van een momentopname na, en hertelt haar uit de registraties."

    def add_arguments(self, parser):
        parser.add_argument("code", help="bijvoorbeeld 1-final-1")

    def handle(self, *args, **options):
        snapshot = Snapshot.objects.select_related("moment__round", "publication").filter(code=options["code"]).first()
        if snapshot is None:
            raise CommandError(f"Momentopname {options['code']} bestaat niet.")
        check = snapshots.verify(snapshot)
        if not check.is_intact:
            raise CommandError(f"{snapshot.code} klopt niet meer: de bewaarde rijen geven {check.stored_digest}.")
        self.stdout.write(f"{snapshot.code} is ongewijzigd. Controlegetal {snapshot.digest}")
        if check.agrees:
            self.stdout.write("De registraties geven nog altijd dezelfde cijfers.")
        else:
            self.stdout.write(
                "De registraties geven intussen andere cijfers: een volgende momentopname zal verschillen."
            )
        publication = getattr(snapshot, "publication", None)
        if publication is None:
            self.stdout.write("Ze heeft geen gepubliceerde uitsplitsingen.")
        elif breakdowns.is_intact(publication):
            self.stdout.write(f"Haar gepubliceerde uitsplitsingen zijn ongewijzigd. Controlegetal {publication.digest}")
        else:
            raise CommandError("Haar gepubliceerde uitsplitsingen kloppen niet meer met hun controlegetal.")
