"""manage.py send_reminders [--dry-run [--on DAY]]: what the clock does each morning, or the list of who would be reminded."""

import datetime as dt

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kpi.services import reminders
from samenleven.core import wording
from samenleven.core.clock import day_in_brussels


class Command(BaseCommand):
    help = "Verstuurt de herinneringen die vandaag moeten vertrekken; met --dry-run toont het alleen wie er een krijgt."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="toon de lijst en verstuur niets")
        parser.add_argument("--on", metavar="JJJJ-MM-DD", help="de lijst van een andere dag, zoals alles nu staat")

    def handle(self, *args, **options):
        if not options["dry_run"]:
            if options["on"]:
                raise CommandError("Een andere dag kan alleen getoond worden: voeg --dry-run toe.")
            number = reminders.send_due()
            self.stdout.write(f"{number} herinnering(en) verstuurd.")
            return
        self._show(reminders.reminders_of(_moment(options["on"])))

    def _show(self, day):
        self.stdout.write(f"{wording.day(day.at)}: {len(day.mails)} herinnering(en).")
        for mail in day.mails:
            address = "" if mail.to.email else " (geen e-mailadres: alleen in het portaal)"
            self.stdout.write(f"{mail.to}{address}")
            for topic in mail.topics:
                for duty in topic.duties:
                    self._tell(topic.moment, topic.kind, duty)
        for duty in day.unreachable:
            self.stdout.write(f"niemand te bereiken: {duty.local_government}")
            self._tell(duty.moment, duty.kind_at(day.at), duty)
        for stop in day.stopped:
            self.stdout.write(f"gestopt: {stop.moment}, {stop.get_kind_display()}: {stop.reason}")

    def _tell(self, moment, kind, duty):
        said = f"{duty.local_government}: {reminders.missing(duty)}, {reminders.when(duty)}"
        self.stdout.write(f"  {moment} ({kind.label}): {said}")


def _moment(on):
    """Eight in the morning of a day; without one now, on its hour at the earliest."""
    if on is None:
        now = timezone.now()
        return max(now, reminders.sending_at(day_in_brussels(now)))
    try:
        return reminders.sending_at(dt.date.fromisoformat(on))
    except ValueError as error:
        raise CommandError(f"Dit is geen dag: {on}. Schrijf hem als 2026-10-08.") from error
