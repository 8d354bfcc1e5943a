"""When a count can hardly be right, and when it cannot be."""

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.models import Indicator, Programme, ProjectRound
from kpi.states import Comparison
from samenleven.core.constraints import not_after, one_of


@pghistory.track()
class Limit(models.Model):
    """Between which bounds a count is ordinary (grens): data that an administrator changes (R27).

    The narrowest wins: a limit of a KPI goes before one of a round, and that before one of the whole programme.
    Bounds are percentages of what the count is compared with, or numbers where it is compared with a number.
    """

    programme = models.ForeignKey(
        Programme, verbose_name=_("programma"), on_delete=models.CASCADE, related_name="limits"
    )
    round = models.ForeignKey(
        ProjectRound,
        verbose_name=_("projectronde"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="limits",
        help_text=_("Leeg: elke ronde."),
    )
    indicator = models.ForeignKey(
        Indicator,
        verbose_name=_("KPI"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="limits",
        help_text=_("Leeg: elke KPI."),
    )
    compared_with = models.CharField(_("vergeleken met"), max_length=10, choices=Comparison)
    at_least = models.PositiveIntegerField(
        _("niet onder"), null=True, blank=True, help_text=_("In procent; bij een vast getal: het getal zelf.")
    )
    at_most = models.PositiveIntegerField(
        _("niet boven"), null=True, blank=True, help_text=_("In procent; bij een vast getal: het getal zelf.")
    )
    least_difference = models.PositiveIntegerField(
        _("kleinste verschil"), default=0, help_text=_("Een kleiner verschil valt niet op.")
    )
    is_hard = models.BooleanField(
        _("weigert"), default=False, help_text=_("Aan: het cijfer wordt geweigerd. Uit: er wordt een reden gevraagd.")
    )

    class Meta:
        verbose_name = _("grens")
        verbose_name_plural = _("grenzen")
        ordering = ["programme_id", "round_id", "indicator_id", "compared_with", "is_hard"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "round", "indicator", "compared_with", "is_hard"],
                nulls_distinct=False,
                name="kpi_limit_once_each",
                violation_error_message=_("Deze grens bestaat al."),
            ),
            one_of(
                "compared_with",
                Comparison.values,
                name="kpi_limit_comparison_is_known",
                message=_("Deze vergelijking bestaat niet."),
            ),
            models.CheckConstraint(
                condition=Q(at_least__isnull=False) | Q(at_most__isnull=False),
                name="kpi_limit_has_a_bound",
                violation_error_message=_("Vul een ondergrens of een bovengrens in."),
            ),
            not_after(
                "at_least",
                "at_most",
                name="kpi_limit_bounds_in_order",
                message=_("De ondergrens ligt niet boven de bovengrens."),
            ),
        ]

    def __str__(self):
        return f"{self.get_compared_with_display()} ({self.indicator or self.round or self.programme})"

    def clean(self):
        """A limit lies within one programme: its round and its KPI too."""
        of = self.indicator.offer.round if self.indicator_id else None
        if self.round_id and self.round.programme_id != self.programme_id:
            raise ValidationError({"round": _("Deze ronde hoort bij een ander programma.")})
        if of is not None and of.programme_id != self.programme_id:
            raise ValidationError({"indicator": _("Deze KPI hoort bij een ander programma.")})
        if of is not None and self.round_id not in (None, of.pk):
            raise ValidationError({"indicator": _("Deze KPI hoort bij een andere ronde.")})
