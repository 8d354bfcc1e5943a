"""Why a target was missed, in the words of the applicant."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.models import ApplicationLine, ReportingMoment
from municipalities.access import local_governments_of


class MotivationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the ministry; for others those of the applicants they act for."""
        if user.is_authenticated and user.is_ministry:
            return self
        return self.filter(line__application__lead__in=local_governments_of(user))


class Motivation(models.Model):
    """Why an action missed its target, as it was sent (motivering): one for the whole applicant (R25), never changed."""

    line = models.ForeignKey(
        ApplicationLine, verbose_name=_("aanvraaglijn"), on_delete=models.PROTECT, related_name="motivations"
    )
    moment = models.ForeignKey(
        ReportingMoment, verbose_name=_("rapporteringsmoment"), on_delete=models.PROTECT, related_name="motivations"
    )
    number = models.PositiveIntegerField(_("nummer"))
    text = models.TextField(_("motivering"))
    sent_at = models.DateTimeField(_("ingediend op"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ingediend door"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = MotivationQuerySet.as_manager()

    class Meta:
        verbose_name = _("motivering")
        verbose_name_plural = _("motiveringen")
        ordering = ["moment_id", "line_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "moment", "number"],
                name="kpi_motivation_number_is_unique",
                violation_error_message=_("Deze motivering bestaat al."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="kpi_motivation_says_something",
                violation_error_message=_("Een motivering is niet leeg."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kpi_motivation_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.line} ({self.moment}), {self.number}"
