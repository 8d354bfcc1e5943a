"""Every status of this app with its flow."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from samenleven.core.flow import Flow


class Certainty(models.TextChoices):
    """How sure a fact of the past is (zekerheid)."""

    NAMED = "named", _("genoemd")
    INFERRED = "inferred", _("afgeleid")


class AwardKind(models.TextChoices):
    """Where an award comes from (herkomst)."""

    IMPORTED = "imported", _("ingelezen")
    EXAMPLE = "example", _("voorbeeldverdeling")
    DECIDED = "decided", _("beslist in het portaal")


class MomentKind(models.TextChoices):
    """Which reading of the project year (soort rapporteringsmoment)."""

    INTERIM = "interim", _("tussentijds")
    FINAL = "final", _("eindrapport")


class ExtensionKind(models.TextChoices):
    """What one applicant gets more time for (soort verlenging)."""

    EXTENSION = "extension", _("verlenging")  # its own deadline: until then nothing is missing
    REOPENING = "reopening", _("heropening")  # the figures stand as they are until something is sent


class Precision(models.TextChoices):
    """How exactly a date was told (nauwkeurigheid)."""

    MOMENT = "moment", _("tot op de seconde")
    DAY = "day", _("dag")
    MONTH = "month", _("maand")


class AllocationRule(models.TextChoices):
    """How a budget that falls short is divided (verdeelregel, R20)."""

    TIERS = "tiers", _("op volgorde van de prioriteiten")
    PRO_RATA = "pro_rata", _("naar verhouding over alles")


class IndicatorKind(models.TextChoices):
    """What may be added to what (R5)."""

    FLOW = "flow", _("stroom")
    STATE = "state", _("toestand")


class Measure(models.TextChoices):
    """What a published figure counts (grootheid)."""

    AWARDED = "awarded", _("toegekend bedrag")
    LOCAL_GOVERNMENTS = "local_governments", _("lokale besturen")
    APPLICANTS = "applicants", _("aanvragers")
    TARGET = "target", _("te bereiken")
    REALISED = "realised", _("bereikt")


class ApplicationStatus(models.TextChoices):
    """Where an application stands (status van een aanvraag, R17)."""

    DRAFT = "draft", _("ontwerp")
    SUBMITTED = "submitted", _("ingediend")
    WITHDRAWN = "withdrawn", _("ingetrokken")
    IN_REVIEW = "in_review", _("in behandeling")
    RETURNED = "returned", _("teruggestuurd")
    AWARDED = "awarded", _("toegekend")
    REJECTED = "rejected", _("niet toegekend")


# Until the call closes the applicant takes its application back (a draft again) or withdraws it. What was sent back and not sent
# again in time goes on as it was submitted. Withdrawn: a new one can be started while the call is open.
APPLICATION_FLOW = Flow(
    {
        ApplicationStatus.DRAFT: {ApplicationStatus.SUBMITTED, ApplicationStatus.WITHDRAWN},
        ApplicationStatus.SUBMITTED: {
            ApplicationStatus.DRAFT,
            ApplicationStatus.WITHDRAWN,
            ApplicationStatus.IN_REVIEW,
            ApplicationStatus.RETURNED,
            ApplicationStatus.AWARDED,
            ApplicationStatus.REJECTED,
        },
        ApplicationStatus.IN_REVIEW: {
            ApplicationStatus.RETURNED,
            ApplicationStatus.AWARDED,
            ApplicationStatus.REJECTED,
        },
        ApplicationStatus.RETURNED: {
            ApplicationStatus.SUBMITTED,
            ApplicationStatus.IN_REVIEW,
            ApplicationStatus.WITHDRAWN,
            ApplicationStatus.REJECTED,
        },
        ApplicationStatus.WITHDRAWN: set(),
        ApplicationStatus.AWARDED: set(),
        ApplicationStatus.REJECTED: set(),
    }
)


class ParticipantStatus(models.TextChoices):
    """Whether a local government takes part in an application (status van een deelnemend bestuur, R11)."""

    INVITED = "invited", _("gevraagd")
    CONFIRMED = "confirmed", _("bevestigd")
    DECLINED = "declined", _("geweigerd")


# Confirmed and declined are ends of the question; until the application is submitted either answer can be taken back.
PARTICIPANT_FLOW = Flow(
    {
        ParticipantStatus.INVITED: {ParticipantStatus.CONFIRMED, ParticipantStatus.DECLINED},
        ParticipantStatus.CONFIRMED: {ParticipantStatus.INVITED, ParticipantStatus.DECLINED},
        ParticipantStatus.DECLINED: {ParticipantStatus.INVITED, ParticipantStatus.CONFIRMED},
    },
    ends=(ParticipantStatus.CONFIRMED, ParticipantStatus.DECLINED),
)


class AllocationStatus(models.TextChoices):
    """Where a division of the budget stands (status van een verdeling, R21)."""

    SCENARIO = "scenario", _("scenario")
    CONFIRMED = "confirmed", _("bevestigd")
    DISCARDED = "discarded", _("weggelegd")


# Confirmed: its awards are written and it never changes again. Discarded: it stays readable; a new one can be made.
ALLOCATION_FLOW = Flow(
    {
        AllocationStatus.SCENARIO: {AllocationStatus.CONFIRMED, AllocationStatus.DISCARDED},
        AllocationStatus.CONFIRMED: set(),
        AllocationStatus.DISCARDED: set(),
    }
)


class IncentiveKind(models.TextChoices):
    """What is paid on top without co-financing (stimulans, R16)."""

    COOPERATION = "cooperation", _("samenwerking")
    MENTORSHIP = "mentorship", _("mentorschap")
    IMPACT_BOND = "impact_bond", _("sociale impact obligatie")


class PartyKind(models.TextChoices):
    """What kind of organisation is involved (soort partner, R19)."""

    SCHOOL = "school", _("school of centrum voor volwassenenonderwijs")
    VDAB = "vdab", _("VDAB")
    WELFARE = "welfare", _("welzijnsorganisatie")
    ASSOCIATION = "association", _("vereniging of vzw")
    INTEGRATION = "integration", _("agentschap voor integratie en inburgering")
    EMPLOYER = "employer", _("werkgever")
    OTHER = "other", _("andere organisatie")
