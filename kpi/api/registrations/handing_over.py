"""Releasing and sending a registration, as with the buttons on the screen."""

from django.utils.translation import gettext as _

from kpi.api.registrations.one import OneRegistration, acting, has_released, has_sent, seen_by, version_of
from kpi.services import registrations
from municipalities.client_api import Operation
from samenleven.core.problems import Outdated


class RegistrationSubmit(OneRegistration):
    operations = {
        "POST": Operation(
            "submitRegistration",
            "Een registratie indienen",
            "U dient alles in wat er klaar is om in te dienen, van alle acties samen, zoals met de knop op het scherm. "
            "Wie het twee keer vraagt, dient één keer in. Als lid van een samenwerkingsverband geeft u vrij.",
            needs_precondition=True,
            can_be_refused=True,
        )
    }

    def post(self, request, id):
        sheet = self.asked(request, id)
        tags = seen_by(request)
        # A second asking brings the version of before the first: nothing is left to send, and that version is what was sent.
        is_again = not sheet.sendable and has_sent(sheet, tags)
        if version_of(sheet).etag not in tags and not is_again:
            raise _not_sent()
        with acting(request, sheet):
            sending = registrations.submit(
                moment=sheet.moment,
                local_government=sheet.local_government,
                by=request.user,
                seen=sheet.fingerprint,
            )
        # Or somebody sent something else in between.
        if sending.is_repeated and not has_sent(self.now(sheet), tags):
            raise _not_sent()
        return self.anew(request, sheet)


class RegistrationRelease(OneRegistration):
    operations = {
        "POST": Operation(
            "releaseRegistration",
            "Als lid van een samenwerkingsverband cijfers vrijgeven",
            "Uw eigen cijfers gaan naar uw trekker, die indient. Wie het twee keer vraagt, geeft één keer vrij.",
            needs_precondition=True,
            can_be_refused=True,
        )
    }

    def post(self, request, id):
        sheet = self.asked(request, id)
        tags = seen_by(request)
        is_again = not sheet.releasable and has_released(sheet, tags)
        if version_of(sheet).etag not in tags and not is_again:
            raise _not_released()
        with acting(request, sheet):
            released = registrations.release(
                moment=sheet.moment,
                local_government=sheet.local_government,
                by=request.user,
                seen=sheet.release_mark,
            )
        if not released and not has_released(self.now(sheet), tags):
            raise _not_released()
        return self.anew(request, sheet)


def _not_sent():
    return Outdated(_("Er is niets ingediend: intussen wijzigde iemand iets. Kijk alles nog eens na."))


def _not_released():
    return Outdated(_("Er is niets vrijgegeven: intussen wijzigde iemand iets. Kijk alles nog eens na."))
