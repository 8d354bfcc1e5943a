"""By what a count can be split."""

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.models import Indicator
from grants.models.catalogue import PublicQuerySet


@pghistory.track()
class Dimension(models.Model):
    """By what a count is split (uitsplitsing): the country of a diploma, a nationality (R26)."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("naam"), max_length=120)
    of = models.ForeignKey(
        "self",
        verbose_name=_("splitst verder"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="splits",
        help_text=_("De uitsplitsing waarvan dit het totaal verder splitst; leeg: het aantal van de KPI zelf."),
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("uitsplitsing")
        verbose_name_plural = _("uitsplitsingen")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def clean(self):
        """Two levels and no more: of a part of a part nobody reads who it counts."""
        if self.of_id and (self.of_id == self.pk or self.of.of_id):
            raise ValidationError({"of": _("Kies een uitsplitsing die zelf het aantal van de KPI splitst.")})
        if self.of_id and self.pk and self.splits.exists():
            raise ValidationError({"of": _("Andere uitsplitsingen splitsen deze al verder.")})


@pghistory.track()
class Category(models.Model):
    """One of the parts of a split (categorie); "onbekend" is one too."""

    UNKNOWN = "onbekend"  # the code of the category in which the rest can be put

    dimension = models.ForeignKey(
        Dimension, verbose_name=_("uitsplitsing"), on_delete=models.PROTECT, related_name="categories"
    )
    code = models.SlugField(_("code"), max_length=60)
    name = models.CharField(_("naam"), max_length=120)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=1)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("categorie")
        verbose_name_plural = _("categorieën")
        ordering = ["dimension_id", "position", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["dimension", "code"],
                name="kpi_category_code_is_unique",
                violation_error_message=_("Deze categorie bestaat al."),
            )
        ]

    def __str__(self):
        return self.name


@pghistory.track()
class IndicatorDimension(models.Model):
    """A KPI may be split this way (uitsplitsing van een KPI)."""

    indicator = models.ForeignKey(
        Indicator, verbose_name=_("KPI"), on_delete=models.CASCADE, related_name="indicator_dimensions"
    )
    dimension = models.ForeignKey(
        Dimension, verbose_name=_("uitsplitsing"), on_delete=models.PROTECT, related_name="indicator_dimensions"
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("uitsplitsing van een KPI")
        verbose_name_plural = _("uitsplitsingen van een KPI")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "dimension"],
                name="kpi_indicatordimension_once",
                violation_error_message=_("Deze uitsplitsing staat al bij deze KPI."),
            )
        ]

    def __str__(self):
        return f"{self.indicator} – {self.dimension}"

    def clean(self):
        """What splits another split further stands only beside it."""
        above = self.dimension.of if self.dimension_id else None
        beside = IndicatorDimension.objects.filter(indicator=self.indicator_id, dimension=above)
        if above is not None and not beside.exists():
            raise ValidationError(
                {"dimension": _("Geef deze KPI eerst de uitsplitsing “%(above)s”.") % {"above": above}}
            )
