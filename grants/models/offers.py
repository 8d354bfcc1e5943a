"""What is offered: an action in a round, and what is counted and paid for it."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.models.catalogue import Action, OfARoundQuerySet
from grants.models.rounds import ProjectRound
from grants.states import IndicatorKind
from samenleven.core.constraints import not_negative, one_of
from samenleven.core.fields import EuroField, UnitsField
from samenleven.core.models import bumps


@pghistory.track()
class Offer(models.Model):
    """An action in a round (aanbod)."""

    round = models.ForeignKey(
        ProjectRound, verbose_name=_("projectronde"), on_delete=models.PROTECT, related_name="offers"
    )
    action = models.ForeignKey(Action, verbose_name=_("actie"), on_delete=models.PROTECT, related_name="offers")
    financed = models.BooleanField(_("wordt betaald in deze ronde"), default=True)
    content_judged = models.BooleanField(_("wordt ook inhoudelijk beoordeeld"), default=False)

    objects = OfARoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("aanbod")
        verbose_name_plural = _("aanbod")
        ordering = ["round_id", "action__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "action"],
                name="grants_offer_once_per_round",
                violation_error_message=_("Deze actie staat al in deze ronde."),
            )
        ]
        triggers = [bumps("figures", of="grants_offer")]

    def __str__(self):
        return f"{self.action} ({self.round})"


class IndicatorQuerySet(OfARoundQuerySet):
    published = "offer__round__published_at"


@pghistory.track()
class Indicator(models.Model):
    """What is counted for an action in a round (KPI), with its price and maximum."""

    offer = models.ForeignKey(Offer, verbose_name=_("aanbod"), on_delete=models.PROTECT, related_name="indicators")
    code = models.CharField(_("code"), max_length=20)
    position = models.PositiveSmallIntegerField(_("volgorde"), default=1)
    title = models.CharField(_("titel"), max_length=200)
    unit = models.CharField(_("eenheid"), max_length=60)
    kind = models.CharField(_("soort"), max_length=10, choices=IndicatorKind, default=IndicatorKind.FLOW)
    unit_family = models.CharField(
        _("familie van eenheden"),
        max_length=30,
        help_text=_("Alleen eenheden van één familie mogen samengeteld worden."),
    )
    amount_per_unit = EuroField(_("bedrag per eenheid"))
    max_units = UnitsField(_("maximum aantal eenheden"), null=True, blank=True)
    max_amount = EuroField(_("maximumbedrag"), null=True, blank=True)
    continues = models.ManyToManyField(
        "self", verbose_name=_("zet voort"), symmetrical=False, blank=True, related_name="continued_by"
    )

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("KPI")
        verbose_name_plural = _("KPI's")
        ordering = ["offer_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "code"],
                name="grants_indicator_code_is_unique",
                violation_error_message=_("Deze KPI bestaat al bij deze actie in deze ronde."),
            ),
            one_of(
                "kind",
                IndicatorKind.values,
                name="grants_indicator_kind_is_known",
                message=_("Dit soort KPI bestaat niet."),
            ),
            not_negative(
                "amount_per_unit",
                "max_units",
                "max_amount",
                name="grants_indicator_amounts_are_not_negative",
                message=_("Een bedrag of maximum is nooit negatief."),
            ),
        ]
        triggers = [bumps("figures", of="grants_indicator")]

    def __str__(self):
        return f"{self.code} {self.title}"
