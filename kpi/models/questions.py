"""What parliament asked: a written question, its sub-questions, and what the portal writes for each (R39)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kpi.states import AnswerKind, QuestionStatus, SubQuestionStatus
from samenleven.accounts.models import MinistryRole
from samenleven.core.constraints import not_after, one_of, together

# Who reads dossiers, and who works on them (R40): the one home, for rows and doors alike.
WORKING = (MinistryRole.CASE_HANDLER, MinistryRole.ADMINISTRATOR)
READING = (*WORKING, MinistryRole.ANALYST)
LONGEST_QUESTION = 60_000
LONGEST_TEXT = 8_000


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for analysts, case handlers and administrators of the ministry; nobody else."""
        return self if user.is_authenticated and user.ministry_role in READING else self.none()

    def open(self):
        """Those that still wait for an answer."""
        return self.filter(status=QuestionStatus.OPEN)


# The words of a question and of its answers are kept once: people could be named in them, against the warning (R41).
@pghistory.track(exclude=["title", "text"])
class Question(models.Model):
    """A question of parliament in writing, as a dossier (schriftelijke vraag)."""

    number = models.PositiveIntegerField(_("nummer"), null=True, blank=True)
    title = models.CharField(_("onderwerp"), max_length=200, help_text=_("Noem geen personen."))
    text = models.TextField(_("tekst"), max_length=LONGEST_QUESTION)
    asked_on = models.DateField(_("gesteld op"))
    known_on = models.DateField(
        _("cijfers zoals gekend op"), help_text=_("Elk cijfer in het antwoord is dat van het einde van deze dag.")
    )
    received_on = models.DateField(_("ontvangen op"))
    internal_due = models.DateField(_("interne termijn"))
    official_due = models.DateField(_("officiële termijn"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("eigenaar"), on_delete=models.PROTECT, related_name="questions"
    )
    follows = models.ForeignKey(
        "self",
        verbose_name=_("vervolg op"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followed_by",
    )
    status = models.CharField(_("status"), max_length=12, choices=QuestionStatus, default=QuestionStatus.OPEN)
    status_at = models.DateTimeField(_("status sinds"))
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("status door"), on_delete=models.PROTECT, related_name="+"
    )
    is_example = models.BooleanField(_("voorbeeld"), default=False)
    revision = models.PositiveIntegerField(_("revisie"), default=1)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("schriftelijke vraag")
        verbose_name_plural = _("schriftelijke vragen")
        ordering = ["official_due", "pk"]
        indexes = [
            models.Index(fields=["status", "official_due", "id"], name="kpi_question_list"),
        ]
        constraints = [
            one_of(
                "status",
                QuestionStatus.values,
                name="kpi_question_status_is_known",
                message=_("Deze status bestaat niet."),
            ),
            models.UniqueConstraint(
                fields=["number", "asked_on"],
                condition=Q(follows__isnull=True) & ~Q(status="withdrawn"),
                name="kpi_question_taken_in_once",
                violation_error_message=_("Van deze vraag is er al een dossier. Maak daar een vervolg op."),
            ),
            not_after(
                "asked_on",
                "received_on",
                "internal_due",
                "official_due",
                name="kpi_question_terms_in_order",
                message=_("De datums staan op volgorde: gesteld, ontvangen, interne termijn, officiële termijn."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="kpi_question_has_a_text",
                violation_error_message=_("Plak eerst de tekst van de vraag."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kpi_question_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="kpi_question_ended_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.status <> 'open' THEN
                        RAISE EXCEPTION 'kpi_question_ended_is_frozen: Een verstuurde of ingetrokken vraag verandert niet meer.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="kpi_question_sent_with_its_answer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.status = 'sent' AND NOT EXISTS (SELECT 1 FROM kpi_answer WHERE question_id = NEW.id) THEN
                        RAISE EXCEPTION 'kpi_question_sent_with_its_answer: Een vraag is pas verstuurd met haar antwoord.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.number} – {self.title}" if self.number else self.title

    def get_absolute_url(self):
        return reverse("kpi:question", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether somebody can still work on it."""
        return self.status == QuestionStatus.OPEN


def frozen_with_its_question(table, question):
    """Nothing of a dossier changes once it was sent or withdrawn: `question` is SQL for the id, of OLD or NEW (`{row}`)."""

    def refused(row):
        return f"(SELECT status FROM kpi_question WHERE id = ({question.format(row=row)})) <> 'open'"

    return pgtrigger.Trigger(
        name=f"{table}_frozen_with_its_question",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF (TG_OP <> 'INSERT' AND {refused("OLD")}) OR (TG_OP <> 'DELETE' AND {refused("NEW")}) THEN
                RAISE EXCEPTION '{table}_frozen_with_its_question: Een verstuurde of ingetrokken vraag verandert niet meer.'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,
    )


class SubQuestionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the dossiers somebody may read."""
        return self.filter(question__in=Question.objects.visible_to(user))


@pghistory.track(
    pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), exclude=["context", "text", "own_text"]
)
class SubQuestion(models.Model):
    """One numbered part of a written question, with how it is answered (deelvraag)."""

    question = models.ForeignKey(
        Question, verbose_name=_("schriftelijke vraag"), on_delete=models.PROTECT, related_name="parts"
    )
    position = models.PositiveSmallIntegerField(_("volgorde"))
    code = models.CharField(_("nummer"), max_length=12)
    context = models.TextField(_("waarover het gaat"), blank=True)
    text = models.TextField(_("deelvraag"))
    kind = models.CharField(_("soort antwoord"), max_length=12, choices=AnswerKind, blank=True)
    own_text = models.TextField(_("eigen tekst"), blank=True)
    status = models.CharField(_("status"), max_length=12, choices=SubQuestionStatus, default=SubQuestionStatus.OPEN)
    written_at = models.DateTimeField(_("geschreven op"), null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("geschreven door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    approved_at = models.DateTimeField(_("goedgekeurd op"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("goedgekeurd door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    revision = models.PositiveIntegerField(_("revisie"), default=1)

    objects = SubQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("deelvraag")
        verbose_name_plural = _("deelvragen")
        ordering = ["question_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "code"],
                name="kpi_subquestion_code_is_unique",
                violation_error_message=_("Dit nummer heeft al een andere deelvraag."),
            ),
            one_of(
                "kind",
                ["", *AnswerKind.values],
                name="kpi_subquestion_kind_is_known",
                message=_("Dit soort antwoord bestaat niet."),
            ),
            one_of(
                "status",
                SubQuestionStatus.values,
                name="kpi_subquestion_status_is_known",
                message=_("Deze status bestaat niet."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="kpi_subquestion_asks_something",
                violation_error_message=_("Een deelvraag is niet leeg."),
            ),
            models.CheckConstraint(
                condition=Q(status="open") | (~Q(kind="") & (~Q(kind="policy") | ~Q(own_text=""))),
                name="kpi_subquestion_answered_in_its_kind",
                violation_error_message=_("Kies het soort antwoord, en schrijf de tekst als het een beleidstekst is."),
            ),
            together(
                "written_at",
                "written_by",
                name="kpi_subquestion_written_by_somebody",
                message=_("Wie een antwoord schrijft, doet dat op een moment."),
            ),
            together(
                "approved_at",
                "approved_by",
                name="kpi_subquestion_approved_by_somebody",
                message=_("Wie een antwoord goedkeurt, doet dat op een moment."),
            ),
            models.CheckConstraint(
                condition=(Q(approved_at__isnull=True) & ~Q(status="approved"))
                | Q(approved_at__isnull=False, status="approved"),
                name="kpi_subquestion_approval_is_its_status",
                violation_error_message=_("Een goedgekeurd antwoord zegt wie het goedkeurde."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | (Q(written_by__isnull=False) & ~Q(approved_by=F("written_by"))),
                name="kpi_subquestion_approved_by_another",
                violation_error_message=_("Iemand anders dan de schrijver keurt een tekst goed."),
            ),
        ]
        triggers = [frozen_with_its_question("kpi_subquestion", "{row}.question_id")]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("kpi:sub-question", args=[self.question_id, self.pk])

    @property
    def needs_approval(self) -> bool:
        """Whether somebody else must read it first: what a person wrote, not what the portal computed."""
        return self.kind == AnswerKind.POLICY or bool(self.own_text)

    @property
    def is_done(self) -> bool:
        """Whether it can be sent as it stands."""
        if self.status == SubQuestionStatus.OPEN:
            return False
        return self.status == SubQuestionStatus.APPROVED or not self.needs_approval
