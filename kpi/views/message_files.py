"""What was written about registrations as files: every conversation by its last word, and one in full.

Which side wrote, never which person: that stands on the page, not in a file that travels.
"""

from operator import attrgetter

from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from kpi.views.doors import for_ministry
from kpi.views.messages import applications_of, list_address, read_conversations, written
from kpi.views.registration_files import file_name
from kpi.views.registration_parts import asked
from samenleven.core import wording
from samenleven.core.tables import Column, Download, Format, Table, chosen

MINISTRY = gettext_lazy("Agentschap Binnenlands Bestuur")
# A row is a Message.
ABOUT = [
    Column(gettext_lazy("Projectronde"), lambda one: one.moment.round.title),
    Column(gettext_lazy("Rapportering"), lambda one: one.moment.get_kind_display()),
    Column(gettext_lazy("Aanvraag"), lambda one: str(one.application)),
]
STANDING = [
    Column(gettext_lazy("Code van de bladzijde"), attrgetter("page_of")),
    Column(gettext_lazy("Stand"), lambda one: _("beantwoord") if one.from_ministry else _("wacht op antwoord")),
]
SAID = [
    Column(gettext_lazy("Geschreven door"), lambda one: MINISTRY if one.from_ministry else str(one.local_government)),
    Column(gettext_lazy("Geschreven op"), attrgetter("written_at"), Format.STAMP),
    Column(gettext_lazy("Tekst"), attrgetter("text")),
]


@require_safe
@for_ministry
def message_list_file(request, write):
    """Every conversation that the page shows, by its last word; a filter that cannot be read gives the page."""
    form, found = read_conversations(request)
    page = list_address(request)
    if not form.is_valid():
        return redirect(page.path + page.query)
    return write(
        Download(
            name="plan-samenleven_vragen",
            title=_("Vragen van lokale besturen"),
            tables=[Table(_("Vragen"), [*ABOUT, *STANDING, *SAID], found.iterator(1000))],
            page=page.path + page.query,
            about=[*chosen(form), *_about()],
        )
    )


@require_safe
def registration_messages_file(request, round_code, kind, code, write):
    """What was written about one registration, the newest first."""
    moment, local_government = asked(request, round_code, kind, code)
    found = written(request.user, moment, applications_of(moment, local_government)).select_related("moment__round")
    return write(
        Download(
            name=file_name(moment, local_government, what="vragen"),
            title=_("Vragen over de registratie van %(name)s, %(round)s: %(kind)s")
            % {"name": local_government, "round": moment.round, "kind": moment.get_kind_display()},
            tables=[Table(_("Vragen"), [*ABOUT, *SAID], found.iterator(1000))],
            page=reverse("kpi:registration-messages", args=[round_code, kind, code]),
            about=_about(),
        )
    )


def _about():
    return [
        (_("Zoals gekend op"), wording.stamp(timezone.now())),
        (_("Namen"), _("Wie schreef, staat op de bladzijde, niet in dit bestand.")),
        (
            _("Tekst"),
            _("Zoals ze geschreven is. Ze is alleen voor de lokale besturen van de aanvraag en het ministerie."),
        ),
    ]
