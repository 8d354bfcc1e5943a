"""A registration as the API shows it: the page of a local government at a reporting moment."""

from rest_framework import serializers

from grants.api.parameters import RoundNumber
from grants.states import MomentKind
from kpi.access import Lock
from kpi.services import registrations
from kpi.services.registrations import Answer, Doubt, Sheet, SheetAction, SheetField, SheetPart, Standing
from kpi.states import RegistrationStatus
from samenleven.core.api.resources import ItemSerializer, Moment, Word
from samenleven.core.api.values import camel, moment, round_number, without_nothing

STATUSES = ["draft", "released", "submitted", "partlySubmitted", "correcting", "returned", "notReported", "notOpen"]


class SentSerializer(ItemSerializer):
    """What was sent for a KPI and stands."""

    count = serializers.IntegerField(required=False)
    not_applicable = serializers.BooleanField(required=False)
    reason = serializers.CharField(required=False)


class CountSerializer(ItemSerializer):
    """One KPI of one member. Without count and notApplicable nothing is filled in yet: that is not a zero (R24)."""

    indicator = serializers.CharField(help_text="De code van de KPI.")
    title = serializers.CharField()
    unit = serializers.CharField(required=False)
    current_reach = serializers.IntegerField(required=False, help_text="Huidig bereik, van voor het programma.")
    target = serializers.IntegerField(required=False, help_text="Te bereiken.")
    count = serializers.IntegerField(required=False, help_text="Bereikt, zoals het nu in het ontwerp staat.")
    not_applicable = serializers.BooleanField(required=False, help_text="Waar: niet van toepassing.")
    reason = serializers.CharField(required=False, help_text="Waarom een ongewoon aantal klopt.")
    asks_reason = serializers.CharField(required=False, help_text="Waarom er nog een reden nodig is voor u indient.")
    sent = SentSerializer(required=False)


class LockShownSerializer(ItemSerializer):
    """Why a part cannot be changed (R31)."""

    code = serializers.CharField()
    why = serializers.CharField()
    since = Moment(required=False)
    opens = serializers.CharField(help_text="Wie het weer kan openen, en tot wanneer.")


class PartSerializer(ItemSerializer):
    """What one member reports for one action."""

    participation = serializers.IntegerField(help_text="Hiermee noemt u dit deel in wat u stuurt.")
    action = serializers.IntegerField()
    action_title = serializers.CharField()
    local_government = serializers.CharField(help_text="Wie telde: NIS-code, vgc of de-rand.")
    local_government_name = serializers.CharField()
    partnership = serializers.CharField(required=False)
    lead = serializers.CharField(required=False, help_text="De trekker, waar dat een ander is.")
    is_sent_here = serializers.BooleanField(help_text="Of dit bestuur dit deel indient; anders geeft het dat vrij.")
    status = Word(RegistrationStatus.values)
    version = serializers.IntegerField(required=False, help_text="De versie die als ingediend geldt.")
    sent_at = Moment(required=False)
    lock = LockShownSerializer(required=False, help_text="Waarom er niets te wijzigen is; zonder kan het wel.")
    returned_until = Moment(required=False, help_text="Teruggestuurd, te verbeteren tot dan.")
    source = serializers.ChoiceField(
        choices=["example"], required=False, help_text="De doelen komen uit een voorbeeldverdeling."
    )
    counts = serializers.ListField(child=CountSerializer())


class MotivationSerializer(ItemSerializer):
    """Why an action missed its target, or how it went; only the lead says so (R25)."""

    line = serializers.IntegerField(help_text="Hiermee noemt u deze actie in wat u stuurt.")
    action = serializers.IntegerField()
    is_asked = serializers.BooleanField(help_text="Of u zonder motivering niet kunt indienen.")
    text = serializers.CharField(required=False)
    sent_text = serializers.CharField(required=False, help_text="Wat er bij het indienen stond.")


class RegistrationInListSerializer(ItemSerializer):
    """How far a local government is at a reporting moment."""

    href = serializers.URLField(help_text="Het adres van deze registratie.")
    id = serializers.CharField(help_text="Ronde, rapporteringsmoment en lokaal bestuur.")
    project_round = RoundNumber()
    reporting_moment = Word(MomentKind.values)
    local_government = serializers.CharField(help_text="NIS-code, vgc of de-rand.")
    local_government_name = serializers.CharField()
    opens_at = Moment(required=False, help_text="Vanaf dan kunt u registreren.")
    deadline = Moment(required=False, help_text="De deadline, voor dit bestuur verlengd of niet.")
    status = serializers.ChoiceField(choices=STATUSES)
    fields_expected = serializers.IntegerField(help_text="Hoeveel aantallen er gevraagd worden.")
    fields_filled = serializers.IntegerField(help_text="Hoeveel er ingevuld zijn.")
    sent_at = Moment(required=False, help_text="Wanneer er het laatst iets ingediend werd dat geldt.")


class RegistrationSerializer(RegistrationInListSerializer):
    """The same with everything that stands in it."""

    parts = serializers.ListField(child=PartSerializer())
    motivations = serializers.ListField(child=MotivationSerializer())


def name_of(moment_, local_government) -> str:
    """What a registration is called: round, moment, local government."""
    return f"{moment_.round.code}-{moment_.kind}-{local_government.code}"


def in_list(standing: Standing, href: str) -> dict:
    """How far it is."""
    of = standing.moment
    return without_nothing(
        {
            "href": href,
            "id": name_of(of, standing.local_government),
            "projectRound": round_number(of.round.code),
            "reportingMoment": of.kind,
            "localGovernment": standing.local_government.code,
            "localGovernmentName": standing.local_government.name,
            "opensAt": moment(standing.term.opens_at),
            "deadline": moment(standing.term.deadline),
            "status": _status(standing),
            "fieldsExpected": standing.fields,
            "fieldsFilled": standing.filled,
            "sentAt": moment(standing.sent_at),
        }
    )


def shown(sheet: Sheet, href: str) -> dict:
    """Everything that stands in it; what is doubtful is told where its reason is still missing."""
    doubts = {
        one.commitment: one
        for one in registrations.judge_all(sheet, sheet.open_parts)
        if isinstance(one, Doubt) and one.stops
    }
    motivations = [_motivation(one) for one in sheet.actions if one.is_led and _may_be_asked(one)]
    return in_list(sheet.standing(), href) | {
        "parts": [_part(part, doubts) for part in sheet.parts],
        "motivations": motivations,
    }


def lock_shown(lock: Lock) -> dict:
    """A lock, with the sentences of the form (R31)."""
    since = moment(lock.since)
    return without_nothing({"code": camel(lock.code), "why": lock.why, "since": since, "opens": lock.opens})


def _status(standing):
    if standing.is_all_sent:
        return "submitted"
    for number, word in (
        (standing.returned, "returned"),
        (standing.correcting, "correcting"),
        (standing.is_handed_over, "released"),
        (standing.submitted, "partlySubmitted"),
        (standing.is_late, "notReported"),
        (not standing.is_open, "notOpen"),
    ):
        if number:
            return word
    return "draft"


def _part(part: SheetPart, doubts):
    application = part.participation.line.application
    lead = application.lead
    return without_nothing(
        {
            "participation": part.participation.pk,
            "action": part.action.number,
            "actionTitle": part.action.title,
            "localGovernment": part.member.code,
            "localGovernmentName": part.member.name,
            "partnership": application.partnership.name if application.partnership else None,
            "lead": lead.code if lead and lead != part.member else None,
            "isSentHere": part.is_led,
            "status": camel(part.status),
            "version": part.version.number if part.version else None,
            "sentAt": moment(part.version.sent_at) if part.version else None,
            "lock": lock_shown(part.lock) if part.lock else None,
            "returnedUntil": moment(part.returned.until) if part.returned else None,
            "source": "example" if part.is_example else None,
            "counts": [_count(part, one, doubts.get(one.commitment)) for one in part.fields],
        }
    )


def _count(part: SheetPart, one: SheetField, doubt: Doubt | None):
    sent = part.shown(one, as_sent=True).answer
    return without_nothing(
        {
            "indicator": one.indicator.code,
            "title": one.indicator.title,
            "unit": one.indicator.unit,
            "currentReach": one.commitment.current_reach,
            "target": one.commitment.target,
            **_said(one.answer, one.reason),
            "asksReason": doubt.text if doubt else None,
            "sent": _said(sent, one.sent.reason) if one.sent else None,
        }
    )


def _said(answer: Answer, reason: str) -> dict:
    return without_nothing(
        {"count": answer.count, "notApplicable": True if answer.not_applicable else None, "reason": reason}
    )


def _may_be_asked(action: SheetAction) -> bool:
    return action.line.offer.content_judged or action.moment.kind == MomentKind.FINAL


def _motivation(action: SheetAction):
    return without_nothing(
        {
            "line": action.line.pk,
            "action": action.action.number,
            "isAsked": action.asks_motivation,
            "text": action.motivation_text,
            "sentText": action.sent_motivation.text if action.sent_motivation else None,
        }
    )
