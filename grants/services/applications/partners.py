"""The members of a partnership: asked by the lead, confirmed from their own account (R11)."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.models import Estimate, Exemption, Participant
from grants.services.applications.locking import locked, open_to_changes
from grants.services.applications.telling import tell
from grants.states import PARTICIPANT_FLOW, ParticipantStatus
from municipalities.models import Partnership
from samenleven.audit.services import record
from samenleven.core.errors import DomainError
from samenleven.notices.models import NoticeKind


@transaction.atomic
def invite(*, application, local_government, by, partnership_name="") -> Participant:
    """Ask a local government to take part; refused at once with the reason and what to do when it cannot (R11)."""
    row = open_to_changes(application)
    _refuse_region(row, local_government)
    if Participant.objects.filter(application=row, local_government=local_government).exists():
        raise DomainError(_("%(name)s staat al in deze aanvraag.") % {"name": local_government.name})
    if other := bound_elsewhere(row.round, local_government):
        raise DomainError(why_bound(local_government, other))
    if row.partnership is None:
        name = partnership_name.strip() or _("Samenwerking van %(lead)s") % {"lead": row.lead}
        row.partnership = Partnership.objects.get_or_create(name=name)[0]
        row.save(update_fields=["partnership"])
    made = Participant.objects.create(
        application=row,
        round=row.round,
        local_government=local_government,
        status=ParticipantStatus.INVITED,
        status_by=by,
    )
    Estimate.objects.bulk_create(
        Estimate(line=line, participant=made, indicator=indicator)
        for line in row.lines.select_related("offer").prefetch_related("offer__indicators")
        for indicator in line.offer.indicators.all()
    )
    record(by, "application.member_asked", row, local_government=local_government.code)
    tell(row, [local_government], template="application_member_asked", kind=NoticeKind.QUESTION, but_not=by)
    return made


@transaction.atomic
def uninvite(*, participant, by) -> None:
    """Take a member out of an application that is not submitted; what was planned for it goes along."""
    row = open_to_changes(participant.application)
    participant = Participant.objects.select_related("local_government").get(pk=participant.pk)
    if participant.local_government_id == row.lead_id:
        raise DomainError(_("De trekker kan niet uit de aanvraag. Trek de aanvraag in als ze niet doorgaat."))
    body = participant.local_government
    participant.delete()
    if row.partnership_id and row.participants.count() == 1:
        row.partnership = None
        row.save(update_fields=["partnership"])
    record(by, "application.member_taken_out", row, local_government=body.code)
    tell(row, [body], template="application_member_out", but_not=by, body=body)


@transaction.atomic
def answer(*, participant, takes_part, by) -> Participant:
    """A member says whether it takes part; until the application is submitted it can change its mind."""
    row = locked(participant.application)
    asked = Participant.objects.select_for_update(of=["self"]).select_related("local_government").get(pk=participant.pk)
    wanted = ParticipantStatus.CONFIRMED if takes_part else ParticipantStatus.DECLINED
    if asked.status == wanted:
        return asked
    open_to_changes(row)
    if takes_part and (other := bound_elsewhere(row.round, asked.local_government, but_not=row)):
        asked.exemption = _exemption(row.round, asked.local_government)
        if asked.exemption is None:
            raise DomainError(why_bound(asked.local_government, other))
    PARTICIPANT_FLOW.advance(asked, wanted)
    asked.status_at, asked.status_by = timezone.now(), by
    try:
        with transaction.atomic():
            asked.save(update_fields=["status", "status_at", "status_by", "exemption"])
    except IntegrityError as error:  # somebody confirmed in another application at this very moment
        raise DomainError(
            _("%(name)s doet in deze ronde al mee in een andere aanvraag.") % {"name": asked.local_government.name}
        ) from error
    record(by, "application.member_answered", row, local_government=asked.local_government.code, status=str(wanted))
    tell(row, [row.lead], template="application_member_answered", but_not=by, participant=asked)
    return asked


def bound_elsewhere(project_round, local_government, *, but_not=None) -> Participant | None:
    """Where a local government takes part already in a round (R11); None where it is free or exempt."""
    found = Participant.objects.filter(
        round=project_round, local_government=local_government, is_bound=True, status=ParticipantStatus.CONFIRMED
    )
    if but_not is not None:
        found = found.exclude(application=but_not)
    other = found.select_related("application__lead", "application__partnership").first()
    return None if other and but_not is None and _exemption(project_round, local_government) else other


def why_bound(local_government, other) -> str:
    """Why a local government cannot take part once more, and what can be done (R11)."""
    if other.application.lead_id == local_government.pk:
        return _(
            "%(name)s vraagt in deze ronde al zelf aan. Een bestuur doet in één aanvraag mee: trek die eerst in, of vraag het Agentschap Binnenlands Bestuur om een vrijstelling."
        ) % {"name": local_government.name}
    return _(
        "%(name)s doet in deze ronde al mee in de aanvraag van %(lead)s. Een bestuur doet in één aanvraag mee: stap daar eerst uit, of vraag het Agentschap Binnenlands Bestuur om een vrijstelling."
    ) % {"name": local_government.name, "lead": other.application.lead.name}


def _refuse_region(application, local_government):
    """A partnership lies within one reference region; VGC and vzw de Rand lie in none (R11)."""
    here, there = application.lead.reference_region, local_government.reference_region
    if here is not None and there is not None and here != there:
        raise DomainError(
            _(
                "%(name)s ligt in %(there)s en %(lead)s in %(here)s. Een samenwerkingsverband ligt in één referentieregio: kies een bestuur uit %(here)s."
            )
            % {"name": local_government.name, "there": there, "lead": application.lead.name, "here": here}
        )
    of = application.round
    if local_government.valid_until is not None and local_government.valid_until < of.starts_on:
        raise DomainError(
            _("%(name)s bestaat niet meer wanneer het projectjaar begint.") % {"name": local_government.name}
        )


def _exemption(project_round, local_government):
    running = Exemption.objects.running_at(timezone.now())
    return running.filter(round=project_round, local_government=local_government).first()
