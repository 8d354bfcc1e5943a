"""Who was reminded of what, and which reminders are held back."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.models import ReportingMoment
from kpi.states import ReminderKind
from samenleven.core.constraints import not_after, one_of, together
from samenleven.notices.models import Notice


class ForMinistryQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The ministry follows up; who was reminded reads it among the own messages."""
        return self if user.is_authenticated and user.is_ministry else self.none()


class Reminder(models.Model):
    """A mail that asks somebody to act (herinnering): at most one a day, whatever it is about (R32)."""

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("aan"), on_delete=models.PROTECT, related_name="reminders"
    )
    on = models.DateField(_("dag"))
    notice = models.OneToOneField(Notice, verbose_name=_("bericht"), on_delete=models.PROTECT, related_name="reminder")
    reminded_at = models.DateTimeField(_("gemaakt op"))

    objects = ForMinistryQuerySet.as_manager()

    class Meta:
        verbose_name = _("herinnering")
        verbose_name_plural = _("herinneringen")
        ordering = ["-reminded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["to", "on"],
                name="kpi_reminder_one_a_day",
                violation_error_message=_("Deze persoon kreeg vandaag al een herinnering."),
            )
        ]
        triggers = [
            pgtrigger.Protect(name="kpi_reminder_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.to} ({self.on})"


class ReminderTopic(models.Model):
    """What a reminder was about (onderwerp van een herinnering): a moment, a kind and a date, once per person (R32)."""

    reminder = models.ForeignKey(
        Reminder, verbose_name=_("herinnering"), on_delete=models.PROTECT, related_name="topics"
    )
    # The person again: without it the database could not see that somebody hears the same thing twice.
    to = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=_("aan"), on_delete=models.PROTECT, related_name="+")
    moment = models.ForeignKey(
        ReportingMoment, verbose_name=_("rapporteringsmoment"), on_delete=models.PROTECT, related_name="reminder_topics"
    )
    kind = models.CharField(_("soort"), max_length=20, choices=ReminderKind)
    due_on = models.DateField(_("te doen tegen"))
    missing = models.TextField(_("wat er nog moest gebeuren"))

    objects = ForMinistryQuerySet.as_manager()

    class Meta:
        verbose_name = _("onderwerp van een herinnering")
        verbose_name_plural = _("onderwerpen van een herinnering")
        ordering = ["reminder_id", "due_on", "moment_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["moment", "kind", "to", "due_on"],
                name="kpi_remindertopic_once_per_person",
                violation_error_message=_("Deze persoon kreeg deze herinnering al."),
            ),
            one_of(
                "kind",
                ReminderKind.values,
                name="kpi_remindertopic_kind_is_known",
                message=_("Deze soort herinnering bestaat niet."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kpi_remindertopic_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.moment}, {self.get_kind_display()}"


class ReminderStop(models.Model):
    """A reminder of a moment that the ministry holds back (gestopte herinnering), until somebody lets it go again."""

    moment = models.ForeignKey(
        ReportingMoment, verbose_name=_("rapporteringsmoment"), on_delete=models.PROTECT, related_name="reminder_stops"
    )
    kind = models.CharField(_("soort"), max_length=20, choices=ReminderKind)
    reason = models.TextField(_("reden"))
    stopped_at = models.DateTimeField(_("gestopt op"))
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("gestopt door"), on_delete=models.PROTECT, related_name="+"
    )
    resumed_at = models.DateTimeField(_("hervat op"), null=True, blank=True)
    resumed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("hervat door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ForMinistryQuerySet.as_manager()

    class Meta:
        verbose_name = _("gestopte herinnering")
        verbose_name_plural = _("gestopte herinneringen")
        ordering = ["-stopped_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["moment", "kind"],
                condition=Q(resumed_at__isnull=True),
                name="kpi_reminderstop_one_at_a_time",
                violation_error_message=_("Deze herinnering is al gestopt."),
            ),
            one_of(
                "kind",
                ReminderKind.values,
                name="kpi_reminderstop_kind_is_known",
                message=_("Deze soort herinnering bestaat niet."),
            ),
            not_after(
                "stopped_at",
                "resumed_at",
                name="kpi_reminderstop_resumed_after_it_was_stopped",
                message=_("Een herinnering wordt pas hervat nadat ze gestopt is."),
            ),
            together(
                "resumed_at",
                "resumed_by",
                name="kpi_reminderstop_resumed_by_somebody",
                message=_("Wie een herinnering hervat, doet dat op een moment."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="kpi_reminderstop_has_a_reason",
                violation_error_message=_("Wie een herinnering stopt, zegt waarom."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kpi_reminderstop_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.moment}, {self.get_kind_display()}"
