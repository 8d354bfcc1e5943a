"""Every status of this app with its flow."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from samenleven.core.flow import Flow


class RegistrationStatus(models.TextChoices):
    """Where a registration stands (status van een registratie)."""

    DRAFT = "draft", _("ontwerp")
    RELEASED = "released", _("vrijgegeven")
    SUBMITTED = "submitted", _("ingediend")
    CORRECTING = "correcting", _("wordt verbeterd")
    RETURNED = "returned", _("teruggestuurd")
    NOT_REPORTED = "not_reported", _("niet gerapporteerd")


# Submitted and not reported are ends: the figures stand. Until the last date of the moment each can still be left.
REGISTRATION_FLOW = Flow(
    {
        RegistrationStatus.DRAFT: {
            RegistrationStatus.RELEASED,
            RegistrationStatus.SUBMITTED,
            RegistrationStatus.NOT_REPORTED,
        },
        RegistrationStatus.RELEASED: {
            RegistrationStatus.DRAFT,
            RegistrationStatus.SUBMITTED,
            RegistrationStatus.NOT_REPORTED,
        },
        RegistrationStatus.SUBMITTED: {
            RegistrationStatus.DRAFT,
            RegistrationStatus.RELEASED,
            RegistrationStatus.CORRECTING,
            RegistrationStatus.RETURNED,
        },
        RegistrationStatus.CORRECTING: {RegistrationStatus.SUBMITTED},
        RegistrationStatus.RETURNED: {RegistrationStatus.SUBMITTED},
        RegistrationStatus.NOT_REPORTED: {
            RegistrationStatus.DRAFT,
            RegistrationStatus.RELEASED,
            RegistrationStatus.SUBMITTED,
        },
    },
    ends=(RegistrationStatus.SUBMITTED, RegistrationStatus.NOT_REPORTED),
)


class LineState(models.TextChoices):
    """How far an application line is at a moment (stand van een aanvraaglijn), of the parts of all its members together."""

    RETURNED = "returned", _("teruggestuurd")
    LATE = "late", _("te laat")
    NOT_STARTED = "not_started", _("niet begonnen")
    DRAFT = "draft", _("ontwerp")
    RELEASED = "released", _("vrijgegeven")
    CORRECTING = "correcting", _("wordt verbeterd")
    SENT = "sent", _("ingediend")


class Comparison(models.TextChoices):
    """What a count is held against (vergelijking), to see whether it can be right (R27)."""

    TARGET = "target", _("het doel")
    INTERIM = "interim", _("het tussentijdse cijfer")
    LAST_YEAR = "last_year", _("het eindcijfer van vorig jaar")
    NUMBER = "number", _("een vast getal")


class ReminderKind(models.TextChoices):
    """How long before or after somebody's own date a reminder goes (soort herinnering), in the order of the calendar (R32)."""

    MONTH_BEFORE = "month_before", _("30 dagen ervoor")
    WEEK_BEFORE = "week_before", _("7 dagen ervoor")
    DAY_BEFORE = "day_before", _("1 dag ervoor")
    DAY_AFTER = "day_after", _("1 dag erna")


class SnapshotCause(models.TextChoices):
    """Why the figures were frozen (aanleiding)."""

    DEADLINE = "deadline", _("deadline")
    ON_DEMAND = "on_demand", _("op vraag")
    CORRECTION = "correction", _("verbetering")


class RunStatus(models.TextChoices):
    """Where a piece of long work stands (status van een opdracht)."""

    WAITING = "waiting", _("wacht")
    RUNNING = "running", _("bezig")
    DONE = "done", _("klaar")
    STOPPED = "stopped", _("gestopt")
    FAILED = "failed", _("mislukt")


# A run whose worker was killed is found again by the clock and goes back to waiting.
RUN_FLOW = Flow(
    {
        RunStatus.WAITING: {RunStatus.RUNNING, RunStatus.STOPPED},
        RunStatus.RUNNING: {RunStatus.DONE, RunStatus.STOPPED, RunStatus.FAILED, RunStatus.WAITING},
        RunStatus.DONE: set(),
        RunStatus.STOPPED: set(),
        RunStatus.FAILED: set(),
    }
)


class UploadStatus(models.TextChoices):
    """Where an uploaded workbook stands (status van een opgeladen bestand)."""

    RECEIVED = "received", _("ontvangen")
    REFUSED = "refused", _("geweigerd")
    SHOWN = "shown", _("na te kijken")
    ACCEPTED = "accepted", _("overgenomen")
    DISCARDED = "discarded", _("weggegooid")


# A file is received and judged in one go; whoever sees what it would change accepts or discards it.
UPLOAD_FLOW = Flow(
    {
        UploadStatus.RECEIVED: {UploadStatus.REFUSED, UploadStatus.SHOWN},
        UploadStatus.REFUSED: set(),
        UploadStatus.SHOWN: {UploadStatus.ACCEPTED, UploadStatus.DISCARDED},
        UploadStatus.ACCEPTED: set(),
        UploadStatus.DISCARDED: set(),
    }
)


class CellLevel(models.TextChoices):
    """Over which local governments a published count goes (niveau)."""

    ALL = "all", _("alle lokale besturen samen")
    REGION = "region", _("referentieregio")
    LOCAL_GOVERNMENT = "local_government", _("lokaal bestuur")


class CellState(models.TextChoices):
    """What stands in a cell of a published table (R4): a count, that it is hidden, or that nobody filled it in."""

    SHOWN = "shown", _("getoond")
    HIDDEN = "hidden", _("verborgen")
    BLANK = "blank", _("niet ingevuld")


class FigureState(models.TextChoices):
    """What stands behind a figure, or behind its absence (R4)."""

    REPORTED = "reported", _("gerapporteerd")
    NOT_APPLICABLE = "not_applicable", _("niet van toepassing")
    NOT_REPORTED = "not_reported", _("niet gerapporteerd")
    NOT_DUE = "not_due", _("nog niet verwacht")


class QuestionStatus(models.TextChoices):
    """Where a written question stands (status van een schriftelijke vraag)."""

    OPEN = "open", _("in behandeling")
    SENT = "sent", _("verstuurd")
    WITHDRAWN = "withdrawn", _("ingetrokken")


# A sent answer is frozen (R39): who learns more later answers in a dossier that follows on it.
QUESTION_FLOW = Flow(
    {
        QuestionStatus.OPEN: {QuestionStatus.SENT, QuestionStatus.WITHDRAWN},
        QuestionStatus.SENT: set(),
        QuestionStatus.WITHDRAWN: set(),
    }
)


class SubQuestionStatus(models.TextChoices):
    """How far one sub-question is (status van een deelvraag)."""

    OPEN = "open", _("te beantwoorden")
    ANSWERED = "answered", _("beantwoord")
    APPROVED = "approved", _("goedgekeurd")


# Who changes an answer takes its approval away; a sub-question that is split again has none any more.
SUB_QUESTION_FLOW = Flow(
    {
        SubQuestionStatus.OPEN: {SubQuestionStatus.ANSWERED},
        SubQuestionStatus.ANSWERED: {SubQuestionStatus.APPROVED, SubQuestionStatus.OPEN},
        SubQuestionStatus.APPROVED: {SubQuestionStatus.ANSWERED, SubQuestionStatus.OPEN},
    },
    ends=(SubQuestionStatus.ANSWERED, SubQuestionStatus.APPROVED),
)


class AnswerKind(models.TextChoices):
    """In which of three ways a sub-question ends (soort antwoord, R39)."""

    FIGURES = "figures", _("cijfers")
    NOT_ASKED = "not_asked", _("niet gevraagd aan lokale besturen")
    POLICY = "policy", _("beleidstekst")


class BlockKind(models.TextChoices):
    """What the portal itself can write for an answer (soort bouwsteen)."""

    PARTICIPANTS = "participants", _("wie neemt deel")
    TARGETS = "targets", _("toegekend, doel en bereikt per actie")
    RESULTS = "results", _("toegekend, doel en bereikt per lokaal bestuur")
    BUDGET = "budget", _("budget van de ronde en van de actie")
    PENDING = "pending", _("aanvragen die nog lopen")
    SUPPORT = "support", _("ondersteuning")
    TREND = "trend", _("evolutie over de rondes")
    OUTCOMES = "outcomes", _("uitkomsten en uitsplitsingen")
    INITIATIVES = "initiatives", _("initiatieven, actoren en knelpuntberoepen")
    PLACE = "place", _("plaats in het plan")
    COST = "cost", _("wat het zou kosten om het te vragen")


class CitedMeasure(models.TextChoices):
    """What a figure in an answer counts (grootheid van een geciteerd cijfer)."""

    BUDGET = "budget", _("budget van de ronde")
    AWARDED = "awarded", _("toegekend bedrag")
    UNITS = "units", _("toegekende eenheden")
    CURRENT_REACH = "current_reach", _("huidig bereik")
    ADDITIONAL = "additional", _("bijkomend bereik")
    TARGET = "target", _("doel")
    REALISED = "realised", _("bereikt")
    LOCAL_GOVERNMENTS = "local_governments", _("lokale besturen")


class Term(models.TextChoices):
    """Which of the two terms of a written question (termijn)."""

    INTERNAL = "internal", _("interne termijn")
    OFFICIAL = "official", _("officiële termijn")
