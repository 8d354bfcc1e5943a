"""`manage.py load_demo`: what a try-out environment shows beside the plan; prints the accounts."""

import sys

from django.conf import settings
from django.core.management.base import BaseCommand

from kpi.services.demo import make_demo
from kpi.services.demo.accounts import accounts_table
from samenleven.core.errors import DomainError


class Command(BaseCommand):
    help = "Maakt de voorbeelden van een proefomgeving: accounts, een voorbeeldverdeling en de oefenronde."
    requires_system_checks = []  # it reads and writes data only: no page has to be in order for that

    def handle(self, **options):
        if not settings.DEMO:
            self.stderr.write(
                "Dit maakt voorbeelden, en kan alleen in een proefomgeving (DEMO=true). Er is niets gewijzigd."
            )
            sys.exit(1)
        try:
            make_demo()
        except DomainError as error:
            self.stderr.write(str(error))
            sys.exit(1)
        self.stdout.write(accounts_table())
