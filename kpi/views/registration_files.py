"""Registrations as files: of a local government, of everybody, and one with all its versions.

Counts, never people: who sent something stands on the page and on the receipt, not in a file that travels.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from grants.models import Commitment, Indicator
from grants.states import AwardKind
from kpi import access
from kpi.services import registrations
from kpi.services.registrations import LATER, NOW, PAST, SENT, Answer
from kpi.views.follow_up import to_follow_up
from kpi.views.registration_parts import address, asked, list_title, sheet_of
from kpi.views.registration_reading import frozen_in, registration_or_404
from samenleven.core import wording
from samenleven.core.tables import EXAMPLE, Column, Download, Format, Table, nothing, told

SECTIONS = {
    NOW: gettext_lazy("nog in te dienen"),
    SENT: gettext_lazy("ingediend"),
    LATER: gettext_lazy("later"),
    PAST: gettext_lazy("voorbij"),
}

# A row is a Standing: how far one local government is at one moment.
STANDINGS = [
    Column(gettext_lazy("Projectronde"), lambda one: one.moment.round.title),
    Column(gettext_lazy("Rapportering"), lambda one: one.moment.get_kind_display()),
    Column(gettext_lazy("Om te oefenen"), lambda one: one.moment.round.is_practice),
    Column(gettext_lazy("Code"), attrgetter("local_government.code")),
    Column(gettext_lazy("Lokaal bestuur"), attrgetter("local_government.name")),
    Column(gettext_lazy("Te doen"), lambda one: SECTIONS[one.section]),
    Column(gettext_lazy("Stand"), lambda one: one.state[0]),
    Column(
        gettext_lazy("Deadline"), lambda one: told(one.moment.deadline, one.moment.deadline_precision), Format.MOMENT
    ),
    Column(gettext_lazy("Verlengd tot en met"), attrgetter("term.own_until"), Format.MOMENT),
    Column(gettext_lazy("Acties"), attrgetter("parts"), Format.COUNT),
    Column(gettext_lazy("Ingediende acties"), attrgetter("submitted"), Format.COUNT),
    Column(gettext_lazy("KPI's"), attrgetter("fields"), Format.COUNT),
    Column(gettext_lazy("Ingevulde KPI's"), lambda one: one.filled if one.shows_drafts else None, Format.COUNT),
    Column(gettext_lazy("Ingediend op"), attrgetter("sent_at"), Format.STAMP),
]


@dataclass(frozen=True)
class Said:
    """One answer beside what was promised (regel): of a sheet, or of a version."""

    part: Any
    indicator: Indicator
    commitment: Commitment | None
    answer: Answer
    nothing: str
    version: Any
    sent_at: Any
    standing: Any = None
    taken_back_at: Any = None

    @property
    def reached(self):
        """The count, or the word of why there is none."""
        if self.answer.not_applicable:
            return nothing("not_applicable")
        return nothing(self.nothing) if self.answer.count is None else self.answer.count

    @property
    def attainment(self) -> Decimal | None:
        """How much of the target it is; None where either is unknown."""
        target = self.commitment.target if self.commitment else None
        return Decimal(self.answer.count) / target if target and self.answer.count is not None else None

    def promised(self, name):
        """One of the figures of the commitment."""
        found = getattr(self.commitment, name) if self.commitment else None
        return nothing("unknown") if found is None else found


OF_WHAT = [
    Column(gettext_lazy("Code"), attrgetter("part.local_government.code")),
    Column(gettext_lazy("Lokaal bestuur"), attrgetter("part.local_government.name")),
    Column(gettext_lazy("Nummer actie"), attrgetter("part.line.offer.action.number"), Format.COUNT),
    Column(gettext_lazy("Actie"), attrgetter("part.line.offer.action.title")),
    Column(gettext_lazy("Code van de KPI"), attrgetter("indicator.code")),
    Column(gettext_lazy("KPI"), attrgetter("indicator.title")),
    Column(gettext_lazy("Eenheid"), attrgetter("indicator.unit")),
    Column(gettext_lazy("Huidig bereik"), lambda one: one.promised("current_reach"), Format.COUNT),
    Column(gettext_lazy("Toegekende eenheden"), lambda one: one.promised("units"), Format.UNITS),
    Column(gettext_lazy("Doel (huidig en gepland bereik)"), lambda one: one.promised("target"), Format.COUNT),
    Column(gettext_lazy("Bereikt"), attrgetter("reached"), Format.COUNT),
    Column(gettext_lazy("Bereikt van doel (%)"), attrgetter("attainment"), Format.SHARE),
]
OF_A_VERSION = [
    Column(gettext_lazy("Versie"), attrgetter("version"), Format.COUNT),
    Column(gettext_lazy("Ingediend op"), attrgetter("sent_at"), Format.STAMP),
]
ORIGIN = Column(gettext_lazy("Herkomst"), lambda one: EXAMPLE if _is_example(one.part) else gettext_lazy("registratie"))
ITS_STATE = [
    Column(gettext_lazy("Stand van de versie"), attrgetter("standing")),
    Column(gettext_lazy("Teruggenomen op"), attrgetter("taken_back_at"), Format.STAMP),
]
FROZEN = [
    Column(gettext_lazy("Momentopname"), attrgetter("snapshot.code")),
    Column(gettext_lazy("Zoals gekend op"), attrgetter("snapshot.as_of"), Format.MOMENT),
    Column(gettext_lazy("Stand"), lambda one: one.get_state_display()),
    Column(gettext_lazy("Versie"), attrgetter("version_number"), Format.COUNT),
]


@require_GET
def registration_list_export(request, write):
    """Everything this person must do or follows, as on the page and without its pages."""
    if request.user.is_ministry:
        return to_follow_up(request, "kpi:follow-up-excel")
    now = timezone.now()
    title = list_title(request.user)
    return write(
        Download(
            name=f"plan-samenleven_{slugify(title)}",
            title=title,
            tables=[Table(_("Registraties"), STANDINGS, registrations.standings_of(request.user, now))],
            page=reverse("kpi:registration-list"),
            about=[(_("Zoals gekend op"), wording.moment(now))],
        )
    )


@require_GET
def registration_export(request, round_code, kind, code, write):
    """What a local government sent at a moment, beside what it promised."""
    moment, local_government = asked(request, round_code, kind, code)
    sheet = sheet_of(moment, local_government)
    columns = [*_of_moment(moment), *OF_WHAT, *OF_A_VERSION, ORIGIN]
    return write(
        Download(
            name=file_name(moment, local_government),
            title=_("Registratie van %(name)s, %(round)s: %(kind)s")
            % {"name": local_government, "round": moment.round, "kind": moment.get_kind_display()},
            tables=[Table(_("Ingediend"), columns, _sent(sheet))],
            page=address("form", sheet),
            about=_about(moment, sheet.now),
        )
    )


@require_GET
def registration_versions_export(request, pk, write):
    """Every version of one registration, a row per KPI; the draft too for who may see it."""
    registration = registration_or_404(request.user, pk)
    part, moment = registration.participation, registration.moment
    history = registrations.read_history(
        registration, reader=request.user, with_draft=access.may_see_drafts(request.user, registration)
    )
    action = part.line.offer.action
    said = {"name": part.local_government, "action": action, "round": moment.round, "kind": moment.get_kind_display()}
    return write(
        Download(
            name=file_name(moment, part.local_government, part=f"_actie-{action.number}_versies"),
            title=_("Alle versies van %(name)s, actie %(action)s, %(round)s: %(kind)s") % said,
            tables=[
                Table(
                    _("Versies"),
                    [*_of_moment(moment), *OF_A_VERSION, *ITS_STATE, *OF_WHAT, ORIGIN],
                    _versions(part, history),
                ),
                Table(_("Momentopnames"), FROZEN, frozen_in(registration)),
            ],
            page=registration.get_absolute_url(),
            about=_about(moment, timezone.now()),
        )
    )


def _of_moment(moment):
    return [
        Column(_("Projectronde"), lambda one: moment.round.title),
        Column(_("Rapportering"), lambda one: moment.get_kind_display()),
    ]


def _sent(sheet) -> Iterator[Said]:
    for part in sheet.parts:
        version = part.version
        for shown in part.sent:
            yield Said(
                part=part.participation,
                indicator=shown.one.indicator,
                commitment=shown.one.commitment,
                answer=shown.answer,
                nothing=part.nothing(sheet.now),
                version=version.number if version else None,
                sent_at=version.sent_at if version else None,
            )


def _versions(part, history) -> Iterator[Said]:
    for place, version in enumerate(history.versions):
        for row in history.rows:
            yield Said(
                part=part,
                indicator=row.indicator,
                commitment=row.commitment,
                answer=row.said[place].answer,
                nothing="not_yet_reported",
                version=version.number,
                sent_at=version.sent_at,
                standing=_standing_of(version, history),
                taken_back_at=version.taken_back_at,
            )
    if history.shows_draft:
        for row in history.rows:
            yield Said(
                part=part,
                indicator=row.indicator,
                commitment=row.commitment,
                answer=row.draft,
                nothing="not_yet_reported",
                version=None,
                sent_at=None,
                standing=_("ontwerp, nog niet ingediend"),
            )


def _standing_of(version, history):
    if history.standing and version.pk == history.standing.pk:
        return _("geldt nu")
    return _("teruggenomen") if version.taken_back_at else _("vervangen")


def _about(moment, now):
    said = {"start": wording.day(moment.covers_from), "end": wording.day(moment.covers_until)}
    about = [
        (_("Rapporteringsmoment"), f"{moment.get_kind_display()}, {moment.round}"),
        (_("Periode"), _("%(start)s tot en met %(end)s, huidig bereik inbegrepen") % said),
        (_("Deadline"), wording.moment(moment.deadline, moment.deadline_precision)),
        (_("Zoals gekend op"), wording.moment(now)),
        (_("Doel"), _("Huidig en gepland bereik samen, zoals beloofd; geen resultaat.")),
        (_("Bereikt"), _("Wat het lokaal bestuur telde en indiende.")),
        (_("Namen"), _("Wie indiende, staat op de bladzijde en op het ontvangstbewijs, niet in dit bestand.")),
    ]
    if moment.round.is_practice:
        about.append((_("Let op"), _("Om te oefenen: deze cijfers tellen nergens mee.")))
    return about


def _is_example(part):
    award = getattr(part.line, "award", None)
    return award is not None and award.kind == AwardKind.EXAMPLE


def file_name(moment, local_government, what="kpi", part=""):
    """plan-samenleven_kpi_2026_eindrapport_sint-niklaas: the year in which the round ends, or the code of a practice round."""
    year = moment.round.code if moment.round.is_practice else moment.round.ends_on.year
    kind = slugify(moment.get_kind_display())
    return f"plan-samenleven_{what}_{year}_{kind}_{slugify(local_government.name)}{part}"
