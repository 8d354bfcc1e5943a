"""Why a figure is another now than when it was answered: its date, a correction, another version, another source (R39)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from grants.models import Award, Commitment, PublishedFigure
from grants.states import Measure, MomentKind
from kpi.models import RegistrationVersion
from kpi.services.answers.provenance import SOURCES
from kpi.states import CitedMeasure
from samenleven.core import wording
from samenleven.core.tables import nothing

NAMED_AT_MOST = 5
MONEY = {CitedMeasure.AWARDED, CitedMeasure.BUDGET}
MEASURES = {
    CitedMeasure.AWARDED: Measure.AWARDED,
    CitedMeasure.TARGET: Measure.TARGET,
    CitedMeasure.REALISED: Measure.REALISED,
    CitedMeasure.LOCAL_GOVERNMENTS: Measure.LOCAL_GOVERNMENTS,
}


@dataclass(frozen=True)
class Now:
    """A figure as it is known at another moment."""

    value: Decimal | int | None
    state: str
    source: str
    as_of: dt.datetime


def said(measure, value, state) -> str:
    """A figure in words, or which nothing it is."""
    if value is None:
        return str(nothing(state or "unknown"))
    return wording.euro(Decimal(value)) if measure in MONEY else wording.units(Decimal(value))


def name_of(cited) -> str:
    """What a cited figure is: "bereikt, actie 6, Gent, Projectronde 1"."""
    words = [str(CitedMeasure(cited.measure).label)]
    if cited.action_id:
        words.append(_("actie %s") % cited.action.number)
    if cited.local_government_id:
        words.append(cited.local_government.name)
    words.append(str(cited.round))
    if cited.is_interim:
        words.append(_("tussentijds"))
    return ", ".join(words)


def explain(cited, today: Now, later=None) -> str:
    """Sentences that say what changed between a cited figure and what is known now, or in a later answer."""
    words = {
        "was": said(cited.measure, cited.value, cited.state),
        "then": wording.moment(cited.as_of),
        "now": said(cited.measure, today.value, today.state),
        "day": wording.moment(today.as_of),
    }
    sentences = [_("Geantwoord: %(was)s, zoals gekend op %(then)s. Zoals gekend op %(day)s: %(now)s.") % words]
    if later is not None:
        of = {"question": later.answer.question, "code": later.code}
        sentences.append(_("Het andere cijfer staat in het latere antwoord “%(question)s”, deelvraag %(code)s.") % of)
    causes = list(_causes(cited, today))
    if not causes and cited.as_of.date() == today.as_of.date():
        causes = [_("De gegevens zelf zijn intussen gewijzigd, zonder nieuwe datum.")]
    elif not causes:
        causes = [_("Tussen de twee datums veranderden de gegevens.")]
    return " ".join(sentences + causes)


def _causes(cited, today):
    if cited.value is None and cited.state == "not_yet_due":
        yield _("Oorzaak: de datum. Bij het antwoord was de deadline van de rapportering nog niet voorbij.")
    elif cited.value is None and cited.state in ("unknown", "not_yet_reported"):
        yield _("Oorzaak: de datum. Bij het antwoord was dit cijfer nog niet bekend.")
    if cited.measure == CitedMeasure.REALISED:
        yield from _of_versions(cited, today)
    else:
        yield from _of_decisions(cited, today)
    yield from _of_publications(cited, today)
    if cited.source and today.source and cited.source != today.source:
        words = {"was": SOURCES[cited.source], "now": SOURCES[today.source]}
        yield _("Oorzaak: de herkomst. Toen %(was)s, nu %(now)s.") % words


def _of_versions(cited, today):
    """Versions that were sent or taken back in between."""
    kind = MomentKind.INTERIM if cited.is_interim else MomentKind.FINAL
    since, until = sorted((cited.as_of, today.as_of))
    found = RegistrationVersion.objects.filter(
        registration__moment__round=cited.round, registration__moment__kind=kind, sent_at__gt=since, sent_at__lte=until
    )
    if cited.action_id:
        found = found.filter(registration__participation__line__offer__action=cited.action_id)
    if cited.local_government_id:
        found = found.filter(registration__participation__local_government=cited.local_government_id)
    newest = list(
        found.select_related("registration__participation__local_government").order_by("-sent_at")[: NAMED_AT_MOST + 1]
    )
    if not newest:
        return
    corrected = [one for one in newest if one.number > 1]
    named = "; ".join(
        _("versie %(number)s van %(name)s, ingediend op %(at)s")
        % {
            "number": one.number,
            "name": one.registration.participation.local_government,
            "at": wording.stamp(one.sent_at),
        }
        for one in (corrected or newest)[:NAMED_AT_MOST]
    )
    more = _(" en andere") if len(newest) > NAMED_AT_MOST else ""
    if corrected:
        yield _("Oorzaak: een verbetering. %(named)s%(more)s.") % {"named": named[:1].upper() + named[1:], "more": more}
    elif cited.value is not None:
        yield _("Oorzaak: later ingediend. %(named)s%(more)s.") % {"named": named[:1].upper() + named[1:], "more": more}


def _of_decisions(cited, today):
    """Awards and targets that became known in between."""
    since, until = sorted((cited.as_of, today.as_of))
    at = {"known_at__gt": since, "known_at__lte": until}
    for model, line in ((Award, "line"), (Commitment, "participation__line")):
        found = model.objects.filter(**at, **{f"{line}__application__round": cited.round})
        if cited.action_id:
            found = found.filter(**{f"{line}__offer__action": cited.action_id})
        newest = found.order_by("-known_at").first()
        if newest is not None:
            yield _("Oorzaak: een latere beslissing, bekend sinds %s.") % wording.moment(newest.known_at)
            return


def _of_publications(cited, today):
    """A published total with another value since, or read in later."""
    measure = MEASURES.get(CitedMeasure(cited.measure))
    if measure is None or cited.local_government_id:
        return
    since, until = sorted((cited.as_of, today.as_of))
    newest = (
        PublishedFigure.objects.filter(
            round=cited.round, action=cited.action_id, measure=measure, known_at__gt=since, known_at__lte=until
        )
        .order_by("-known_at")
        .first()
    )
    if newest is not None:
        yield _("Oorzaak: een ander gepubliceerd cijfer, bekend sinds %s.") % wording.moment(newest.known_at)
