"""What stands in the form now: it can be changed until it is sent, and nobody overwrites what a colleague typed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.models import ApplicationLine, Indicator, ReportingMoment
from kpi.models.breakdowns import Category
from kpi.models.registrations import Registration


class Draft(models.Model):
    """What somebody saved in a field, and on top of which revision the next save comes (R18)."""

    revision = models.PositiveIntegerField(_("versie van het veld"), default=0)
    saved_at = models.DateTimeField(_("bewaard op"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("bewaard door"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


class DraftValue(Draft):
    """What stands in a field of the form now (conceptwaarde): a count, "does not apply", or nothing yet (R4)."""

    registration = models.ForeignKey(
        Registration, verbose_name=_("registratie"), on_delete=models.CASCADE, related_name="draft_values"
    )
    indicator = models.ForeignKey(Indicator, verbose_name=_("KPI"), on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField(_("bereikt"), null=True, blank=True)
    not_applicable = models.BooleanField(_("niet van toepassing"), default=False)
    # The database fills it in for the release that is still running and does not know it.
    reason = models.TextField(
        _("reden"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Waarom dit aantal klopt, al is het ongewoon."),
    )

    class Meta:
        verbose_name = _("conceptwaarde")
        verbose_name_plural = _("conceptwaarden")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "indicator"],
                name="kpi_draftvalue_once_per_indicator",
                violation_error_message=_("Deze KPI staat al in de registratie."),
            ),
            models.CheckConstraint(
                condition=Q(not_applicable=False) | Q(count__isnull=True),
                name="kpi_draftvalue_counts_or_does_not_apply",
                violation_error_message=_("Vul een aantal in of kies “niet van toepassing”, niet allebei."),
            ),
        ]

    def __str__(self):
        return f"{self.registration} – {self.indicator}"


class DraftBreakdown(Draft):
    """What stands in a field of a split now (uitgesplitste conceptwaarde); nobody has to fill it in (R26)."""

    registration = models.ForeignKey(
        Registration, verbose_name=_("registratie"), on_delete=models.CASCADE, related_name="draft_breakdowns"
    )
    indicator = models.ForeignKey(Indicator, verbose_name=_("KPI"), on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, verbose_name=_("categorie"), on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField(_("aantal"), null=True, blank=True)

    class Meta:
        verbose_name = _("uitgesplitste conceptwaarde")
        verbose_name_plural = _("uitgesplitste conceptwaarden")
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "indicator", "category"],
                name="kpi_draftbreakdown_once_per_category",
                violation_error_message=_("Deze categorie staat al bij deze KPI."),
            )
        ]

    def __str__(self):
        return f"{self.registration} – {self.indicator} – {self.category}"


class DraftMotivation(Draft):
    """Why an action missed its target, as it stands in the form now (conceptmotivering)."""

    line = models.ForeignKey(
        ApplicationLine, verbose_name=_("aanvraaglijn"), on_delete=models.PROTECT, related_name="draft_motivations"
    )
    moment = models.ForeignKey(
        ReportingMoment, verbose_name=_("rapporteringsmoment"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("motivering"), blank=True)

    class Meta:
        verbose_name = _("conceptmotivering")
        verbose_name_plural = _("conceptmotiveringen")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "moment"],
                name="kpi_draftmotivation_once_per_action",
                violation_error_message=_("Bij deze actie staat al een motivering."),
            )
        ]

    def __str__(self):
        return f"{self.line} ({self.moment})"
