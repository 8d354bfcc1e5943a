"""Reading a page at once: as cheap for many actions and members as for one."""

from django.db.models import Prefetch, Q

from grants.models import Commitment
from grants.terms import terms_of
from kpi.access import lock
from kpi.models import (
    DraftMotivation,
    DraftValue,
    Motivation,
    Registration,
    RegistrationValue,
    RegistrationVersion,
    Return,
)
from kpi.services.registrations.answers import answer_of
from kpi.services.registrations.parts import SheetField, SheetPart
from kpi.services.registrations.readings import readings_of
from kpi.services.registrations.sheets import Sheet, SheetAction
from kpi.states import RegistrationStatus


def on_page_of(local_government, *, participation=""):
    """Which rows are on the page of a local government: its own, and those of the applications it leads."""
    own, lead = f"{participation}local_government", f"{participation}line__application__lead"
    return Q(**{own: local_government}) | Q(**{lead: local_government})


def read_sheet(moment, local_government, now, *, registrations=None, only=None) -> Sheet:
    """The page of a local government at a moment, as known now; without actions when nothing is expected of it.

    A service that changes the page gives the registrations it locked: no other row is looked at. `only` keeps one field
    of it, without what was counted before: the participation (an id) and the code of its KPI.
    """
    on_page = on_page_of(local_government, participation="participation__")
    if registrations is None:
        registrations = Registration.objects.filter(on_page, moment=moment).select_related("status_by")
    commitments = (
        Commitment.objects.filter(
            on_page,
            participation__line__application__round=moment.round_id,
            participation__known_at__lte=now,
            known_at__lte=now,
        )
        .select_related(
            "indicator",
            "participation__local_government",
            "participation__line__offer__action",
            "participation__line__award",
            "participation__line__application__lead",
            "participation__line__application__partnership",
        )
        .order_by(
            "participation__line__offer__action__number",
            "participation__line_id",
            "participation__local_government__sort_name",
            "participation_id",
            "indicator__position",
            "pk",
        )
    )
    if only is not None:
        participation, code = only
        commitments = commitments.filter(participation=participation, indicator__code=code)
        registrations = registrations.filter(participation=participation)
    found = list(commitments)
    terms = terms_of(moment, {one.participation.line.application_id for one in found}, now) if found else {}
    readings = readings_of(moment, [one.pk for one in found]) if found and only is None else {}
    parts: dict[int, SheetPart] = {}
    for commitment in found:
        part = parts.get(commitment.participation_id)
        if part is None:
            part = parts[commitment.participation_id] = _part(commitment.participation, local_government, terms)
        commitment.participation = part.participation
        part.fields.append(SheetField(commitment, readings=readings.get(commitment.pk, {})))
    _add_registrations(registrations, parts)
    actions: dict[int, SheetAction] = {}
    for part in parts.values():
        line = part.participation.line
        part.lock = lock(part.term, part.participation, part.registration, now, returned=part.returned)
        actions.setdefault(line.pk, SheetAction(line, moment, [], now)).parts.append(part)
    _add_motivations(moment, actions)
    return Sheet(moment, local_government, list(actions.values()), now)


def _add_motivations(moment, actions):
    """Why an action that is sent from this page missed its target: as it stands in the form, and as it was sent last."""
    led = [pk for pk, action in actions.items() if action.is_led]
    if not led:
        return
    for draft in DraftMotivation.objects.filter(moment=moment, line__in=led).select_related("saved_by"):
        actions[draft.line_id].draft_motivation = draft
    newest = Motivation.objects.filter(moment=moment, line__in=led).order_by("line_id", "-number").distinct("line_id")
    for motivation in newest:
        actions[motivation.line_id].sent_motivation = motivation


def _part(participation, local_government, terms):
    application = participation.line.application
    is_own = participation.local_government_id == local_government.pk
    # Of a partnership of the past of which nobody knows the lead, each sends its own.
    is_led = is_own if application.lead_id is None else application.lead_id == local_government.pk
    return SheetPart(participation, terms[application.pk], is_own=is_own, is_led=is_led)


def _add_registrations(registrations, parts):
    """What was saved and sent, onto the parts it belongs to."""
    of = {}
    for registration in registrations:
        if part := parts.get(registration.participation_id):
            part.registration = registration
            of[registration.pk] = part
    if not of:
        return
    fields = {(pk, one.indicator.pk): one for pk, part in of.items() for one in part.fields}
    for draft in DraftValue.objects.filter(registration__in=list(of)):
        if one := fields.get((draft.registration_id, draft.indicator_id)):
            one.draft = draft
    for version in newest_versions(of):
        if version.taken_back_at is None:
            of[version.registration_id].version = version
            for value in version.values.all():
                if one := fields.get((version.registration_id, value.indicator_id)):
                    one.sent = value
    for pk, returned in open_returns(part.registration for part in of.values()).items():
        of[pk].returned = returned


def open_returns(registrations) -> dict[int, Return]:
    """The open return of each registration that was sent back; no query where none was."""
    sent_back = [one.pk for one in registrations if one.status == RegistrationStatus.RETURNED]
    if not sent_back:
        return {}
    found = Return.objects.open().filter(registration__in=sent_back).select_related("returned_by")
    return {one.registration_id: one for one in found}


def newest_versions(registrations):
    """The newest version of each registration, taken back or not, with its values."""
    return (
        RegistrationVersion.objects.filter(registration__in=list(registrations))
        .order_by("registration_id", "-number")
        .distinct("registration_id")
        .select_related("sent_by")
        .prefetch_related(Prefetch("values", RegistrationValue.objects.order_by("pk")))
    )


def drafts_as_sent(parts, now, by) -> list[DraftValue]:
    """The fields that do not say what was sent, made to say it: not yet written."""
    drafts = []
    for part in parts:
        for one in part.fields:
            if one.is_changed:
                sent = answer_of(one.sent)
                draft = one.draft or DraftValue(registration=part.registration, indicator=one.indicator)
                draft.count, draft.not_applicable = sent.count, sent.not_applicable
                draft.reason = one.sent.reason if one.sent else ""
                draft.revision, draft.saved_at, draft.saved_by = draft.revision + 1, now, by
                drafts.append(draft)
    return drafts
