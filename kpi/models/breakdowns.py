"""By what a count can be split."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.models import Indicator
from grants.models.catalogue import PublicQuerySet


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


class Category(models.Model):
    """One of the parts of a split (categorie); "onbekend" is one too."""

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
