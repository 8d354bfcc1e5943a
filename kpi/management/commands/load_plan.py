"""`manage.py load_plan [MAP]`: read a plan from a folder of CSV files, with its splits and its first limits.

It stands here, above what it calls: the plan is of `grants`, how counts are split and how far they may go, of `kpi`.
"""

import sys
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from grants.services.plan_loading import PlanRefused
from kpi.services.breakdowns import load_plan

SHOWN = 40  # changes that are named one by one; of more only the number is told


class Command(BaseCommand):
    help = "Leest een plan in uit een map met CSV-bestanden (zie data/README.md). Nog eens inlezen verandert niets."

    requires_system_checks = []  # it reads and writes data only: no page has to be in order for that

    def add_arguments(self, parser):
        parser.add_argument(
            "folder",
            nargs="?",
            type=Path,
            default=settings.PLAN_FOLDER,
            metavar="MAP",
            help="standaard: het Plan Samenleven",
        )

    def handle(self, *, folder, **options):
        try:
            outcome = load_plan(folder)
        except PlanRefused as refusal:
            self.stderr.write(str(refusal))
            count = len(refusal.faults)
            self.stderr.write(f"{count} {'fout' if count == 1 else 'fouten'} gevonden; er is niets gewijzigd.")
            sys.exit(1)
        self._tell(outcome)

    def _tell(self, outcome):
        sync = outcome.sync
        self.stdout.write(f"{outcome.programme} is ingelezen: {sync.created} nieuw, {sync.changed} gewijzigd.")
        for kind, tally in sync.tallies.items():
            if tally.created or tally.changed:
                self.stdout.write(f"  {kind}: {tally.created} nieuw, {tally.changed} gewijzigd")
        self._list("Gewijzigd:", sync.changes)
        self._list("In het portaal gewijzigd en zo gelaten:", sync.kept)
        self._list("Staat in de databank, maar niet meer in de bestanden (niets wordt gewist):", sync.gone)

    def _list(self, title, lines):
        if not lines:
            return
        self.stdout.write(title)
        for line in lines[:SHOWN]:
            self.stdout.write(f"  {line}")
        if len(lines) > SHOWN:
            self.stdout.write(f"  … en nog {len(lines) - SHOWN}")
