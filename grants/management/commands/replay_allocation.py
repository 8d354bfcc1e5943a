"""manage.py replay_allocation 12: does a division still come out as it was kept?"""

from django.core.management.base import BaseCommand, CommandError

from grants.models import AllocationRun
from grants.services import allocation


class Command(BaseCommand):
    help = "Verdeelt opnieuw wat een verdeling bewaarde, en vergelijkt de uitkomst met haar controlegetallen."

    def add_arguments(self, parser):
        parser.add_argument("number", type=int, help="nummer van de verdeling")

    def handle(self, *args, **options):
        run = AllocationRun.objects.filter(pk=options["number"]).first()
        if run is None:
            raise CommandError(f"Verdeling {options['number']} bestaat niet.")
        found = allocation.replay(run)
        if not found.is_the_same:
            raise CommandError(
                f"Verdeling {run.pk} komt anders uit: {found.differing} bedragen verschillen, "
                f"aanvragen {found.input_digest}, uitkomst {found.result_digest}."
            )
        self.stdout.write(f"Verdeling {run.pk} komt opnieuw precies zo uit.")
        self.stdout.write(f"Controlegetal van de aanvragen {run.input_digest}")
        self.stdout.write(f"Controlegetal van de uitkomst {run.result_digest}")
