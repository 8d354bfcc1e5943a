"""What was answered to parliament, word for word, and where it was contradicted since (R39)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.models import Action, ProjectRound
from kpi.models.questions import Question
from kpi.models.snapshots import Snapshot
from kpi.states import CitedMeasure, Term
from municipalities.models import LocalGovernment
from samenleven.core.constraints import not_after, one_of, together


def never_changed(table):
    """What was sent stands as it was sent, by whatever way (R39)."""
    return pgtrigger.Protect(name=f"{table}_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)


def comes_with_its_question(table, question):
    """The question is marked as sent last: from then on nothing can be added to its answer."""
    return pgtrigger.Trigger(
        name=f"{table}_comes_with_its_question",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF (SELECT status FROM kpi_question WHERE id = ({question})) <> 'open' THEN
                RAISE EXCEPTION '{table}_comes_with_its_question: Een verstuurd antwoord verandert niet meer.'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


class Answer(models.Model):
    """The answer to a written question as it was sent: page, Word and PDF are drawn from it (verstuurd antwoord)."""

    question = models.OneToOneField(
        Question, verbose_name=_("schriftelijke vraag"), on_delete=models.PROTECT, related_name="answer"
    )
    content = models.JSONField(_("inhoud"))
    digest = models.CharField(_("controlegetal (SHA-256)"), max_length=64)
    sent_at = models.DateTimeField(_("verstuurd op"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("verstuurd door"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("verstuurd antwoord")
        verbose_name_plural = _("verstuurde antwoorden")
        ordering = ["sent_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="kpi_answer_has_a_digest",
                violation_error_message=_("Een verstuurd antwoord heeft een controlegetal."),
            )
        ]
        triggers = [never_changed("kpi_answer"), comes_with_its_question("kpi_answer", "NEW.question_id")]

    def __str__(self):
        return str(self.question)


class CitedFigure(models.Model):
    """One figure in a sent answer: what it is of, its kind, its value and as known when (geciteerd cijfer)."""

    answer = models.ForeignKey(
        Answer, verbose_name=_("verstuurd antwoord"), on_delete=models.PROTECT, related_name="figures"
    )
    code = models.CharField(_("deelvraag"), max_length=12)
    round = models.ForeignKey(ProjectRound, verbose_name=_("projectronde"), on_delete=models.PROTECT, related_name="+")
    action = models.ForeignKey(
        Action, verbose_name=_("actie"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    local_government = models.ForeignKey(
        LocalGovernment,
        verbose_name=_("lokaal bestuur"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    is_interim = models.BooleanField(_("tussentijdse rapportering"), default=False)
    measure = models.CharField(_("grootheid"), max_length=20, choices=CitedMeasure)
    value = models.DecimalField(_("waarde"), max_digits=18, decimal_places=4, null=True, blank=True)
    state = models.CharField(_("stand"), max_length=20, blank=True)
    source = models.CharField(_("herkomst"), max_length=20, blank=True)
    as_of = models.DateTimeField(_("zoals gekend op"))
    snapshot = models.ForeignKey(
        Snapshot, verbose_name=_("momentopname"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("geciteerd cijfer")
        verbose_name_plural = _("geciteerde cijfers")
        ordering = ["answer_id", "pk"]
        indexes = [
            models.Index(fields=["round", "action", "measure"], name="kpi_citedfigure_same"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "code", "round", "action", "local_government", "is_interim", "measure", "as_of"],
                nulls_distinct=False,
                name="kpi_citedfigure_grain",
            ),
            one_of(
                "measure",
                CitedMeasure.values,
                name="kpi_citedfigure_measure_is_known",
                message=_("Deze grootheid bestaat niet."),
            ),
        ]
        triggers = [
            never_changed("kpi_citedfigure"),
            comes_with_its_question("kpi_citedfigure", "SELECT question_id FROM kpi_answer WHERE id = NEW.answer_id"),
        ]

    def __str__(self):
        return f"{self.answer}, {self.code}: {self.get_measure_display()}"


class ContradictionQuerySet(models.QuerySet):
    def standing(self):
        """Those that are still so."""
        return self.filter(ended_at__isnull=True)

    def alarming(self):
        """Those that say another number than was sent; that something became known since is expected."""
        return self.standing().filter(is_expected=False, seen_at__isnull=True)


class Contradiction(models.Model):
    """A figure that was sent has another value in a later answer, or now (tegenspraak)."""

    figure = models.ForeignKey(
        CitedFigure, verbose_name=_("geciteerd cijfer"), on_delete=models.PROTECT, related_name="contradictions"
    )
    later = models.ForeignKey(
        CitedFigure,
        verbose_name=_("in een later antwoord"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Leeg: het cijfer zoals het nu gekend is."),
    )
    value = models.DecimalField(_("waarde"), max_digits=18, decimal_places=4, null=True, blank=True)
    state = models.CharField(_("stand"), max_length=20, blank=True)
    is_expected = models.BooleanField(_("werd intussen bekend"))
    explanation = models.TextField(_("verklaring"))
    found_at = models.DateTimeField(_("gevonden op"))
    ended_at = models.DateTimeField(_("niet meer zo sinds"), null=True, blank=True)
    seen_at = models.DateTimeField(_("bekeken op"), null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("bekeken door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ContradictionQuerySet.as_manager()

    class Meta:
        verbose_name = _("tegenspraak")
        verbose_name_plural = _("tegenspraken")
        ordering = ["figure_id", "found_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["figure", "later"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="kpi_contradiction_one_at_a_time",
                violation_error_message=_("Deze tegenspraak staat er al."),
            ),
            together(
                "seen_at",
                "seen_by",
                name="kpi_contradiction_seen_by_somebody",
                message=_("Wie een tegenspraak bekijkt, doet dat op een moment."),
            ),
            not_after(
                "found_at",
                "ended_at",
                name="kpi_contradiction_ends_after_it_was_found",
                message=_("Een tegenspraak eindigt pas nadat ze gevonden is."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kpi_contradiction_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.figure}: {self.explanation}"


class QuestionReminder(models.Model):
    """The owner of a dossier was reminded of a term (herinnering aan een vraag): once for each term and day (R32)."""

    question = models.ForeignKey(
        Question, verbose_name=_("schriftelijke vraag"), on_delete=models.PROTECT, related_name="reminders"
    )
    to = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("aan"), on_delete=models.PROTECT, related_name="+")
    term = models.CharField(_("termijn"), max_length=10, choices=Term)
    due_on = models.DateField(_("termijn loopt tot en met"))
    days = models.SmallIntegerField(_("dagen ervoor"), help_text=_("Onder nul: zoveel dagen erna."))
    reminded_at = models.DateTimeField(_("herinnerd op"))

    class Meta:
        verbose_name = _("herinnering aan een vraag")
        verbose_name_plural = _("herinneringen aan een vraag")
        ordering = ["question_id", "reminded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "to", "term", "due_on", "days"],
                name="kpi_questionreminder_once",
                violation_error_message=_("Deze herinnering is al verstuurd."),
            ),
            one_of(
                "term", Term.values, name="kpi_questionreminder_term_is_known", message=_("Deze termijn bestaat niet.")
            ),
        ]
        triggers = [never_changed("kpi_questionreminder")]

    def __str__(self):
        return f"{self.question}: {self.get_term_display()}"
