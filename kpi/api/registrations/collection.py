"""All registrations of the local governments that a program speaks for."""

from django.utils import timezone

from grants.api.parameters import rounds
from grants.states import MomentKind
from kpi.api.registrations import examples
from kpi.api.registrations.one import TAG, address_of
from kpi.api.registrations.shown import RegistrationInListSerializer, in_list, name_of
from kpi.services import registrations
from municipalities.api import known_codes
from municipalities.client_api import ClientResource, Operation
from samenleven.core.api.answers import Version, whole, written
from samenleven.core.api.questions import Known, OneOf, PagedQuestion, Several, Text
from samenleven.core.api.resources import envelope, start_of


class RegistrationQuestion(PagedQuestion):
    project_round = rounds(help_text="Een oefenronde verschijnt alleen als ze hier genoemd wordt.")
    reporting_moment = Several(
        child=OneOf(choices=MomentKind.values),
        required=False,
        help_text="Tussentijds (interim) of eindrapport (final).",
    )
    local_government = Known(
        among=known_codes, child=Text(max_length=20), required=False, help_text="NIS-code, vgc of de-rand."
    )


class Registrations(ClientResource):
    tag = TAG
    is_collection = True
    document = "api:registration"
    question = RegistrationQuestion
    answer = RegistrationInListSerializer
    example = examples.IN_LIST
    operations = {
        "GET": Operation(
            "registrations",
            "Wat de lokale besturen waarvoor u spreekt, moeten registreren en hoe ver ze zijn",
            "Eén registratie is alles wat een lokaal bestuur op één rapporteringsmoment invult: zijn eigen acties, en "
            "die van de samenwerkingsverbanden waarvan het trekker is.",
        )
    }

    def get(self, request):
        asked = self.question.read(request)
        found = {
            name_of(one.moment, one.local_government): one
            for one in registrations.standings_of(request.user, timezone.now())
            if _is_asked(one, asked)
        }
        names = sorted(found)
        first = start_of(asked, lambda: names)
        page = names[first : first + asked["page_size"]]
        items = [in_list(found[name], address_of(request, name)) for name in page]
        onwards = {"after": page[-1]} if page else {}
        body = written(envelope(request, items, len(names), asked, first=first, onwards=onwards))
        return whole(request, Version.of_private(body), body)


def _is_asked(standing, asked):
    round_, moment = standing.moment.round, standing.moment
    if round_.code not in asked.get("project_round", [round_.code]):
        return False
    if round_.is_practice and "project_round" not in asked:
        return False
    is_of_body = standing.local_government.code in asked.get("local_government", [standing.local_government.code])
    return is_of_body and moment.kind in asked.get("reporting_moment", [moment.kind])
