"""Releasing and sending a registration, as with the buttons on the screen."""

from django.utils.translation import gettext as _

from kpi.api.registrations.one import OneRegistration, acting, seen_by, version_of
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
        # Where nothing can be sent, the service says why; or it was sent before, and then it is the same sending.
        if sheet.sendable and version_of(sheet).etag not in tags:
            raise Outdated(_("Er is niets ingediend: intussen wijzigde iemand iets. Kijk alles nog eens na."))
        with acting(request, sheet):
            registrations.submit(
                moment=sheet.moment,
                local_government=sheet.local_government,
                by=request.user,
                seen=sheet.fingerprint if sheet.sendable else None,
            )
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
        if sheet.releasable and version_of(sheet).etag not in tags:
            raise Outdated(_("Er is niets vrijgegeven: intussen wijzigde iemand iets. Kijk alles nog eens na."))
        with acting(request, sheet):
            registrations.release(
                moment=sheet.moment,
                local_government=sheet.local_government,
                by=request.user,
                seen=sheet.release_mark if sheet.releasable else None,
            )
        return self.anew(request, sheet)
