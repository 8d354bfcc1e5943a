"""What the ministry published before this portal stood: totals with their source, and remarks."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.models.catalogue import Action, PublicQuerySet
from grants.models.rounds import ProjectRound
from grants.states import Certainty, Measure
from municipalities.models import LocalGovernment
from samenleven.core.constraints import not_negative, one_of
from samenleven.core.fields import EuroField
from samenleven.core.models import bumps


@pghistory.track()
class PublishedFigure(models.Model):
    """One published total (gepubliceerd cijfer) of a round, or of an action in a round.

    The value as known on X is the one of the row with the newest `known_at` at or before X (R7): a row that a
    later load changed stays, and the new value stands beside it from that load on.
    """

    round = models.ForeignKey(
        ProjectRound, verbose_name=_("projectronde"), on_delete=models.PROTECT, related_name="published_figures"
    )
    action = models.ForeignKey(
        Action,
        verbose_name=_("actie"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="published_figures",
        help_text=_("Leeg voor een totaal van de hele ronde."),
    )
    measure = models.CharField(_("grootheid"), max_length=20, choices=Measure)
    value = EuroField(_("waarde"), null=True, blank=True)
    known_at = models.DateTimeField(_("bekend sinds"))
    recorded_at = models.DateTimeField(_("ingelezen op"), auto_now_add=True)
    unit = models.CharField(_("eenheid"), max_length=60, blank=True)
    source = models.TextField(_("bron"), blank=True)
    source_date = models.CharField(_("datum van de bron"), max_length=10, blank=True)
    note = models.TextField(_("opmerking"), blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("gepubliceerd cijfer")
        verbose_name_plural = _("gepubliceerde cijfers")
        ordering = ["round_id", "action_id", "measure", "known_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "action", "measure", "known_at"],
                nulls_distinct=False,
                name="grants_publishedfigure_one_value_at_a_moment",
                violation_error_message=_("Op dit moment is al een andere waarde bekend."),
            ),
            one_of(
                "measure",
                Measure.values,
                name="grants_publishedfigure_measure_is_known",
                message=_("Deze grootheid bestaat niet."),
            ),
            not_negative(
                "value",
                name="grants_publishedfigure_is_not_negative",
                message=_("Een gepubliceerd cijfer is nooit negatief."),
            ),
        ]
        triggers = [bumps("figures", of="grants_publishedfigure")]

    def __str__(self):
        return f"{self.round} {self.action or ''} {self.get_measure_display()}"


class Remark(models.Model):
    """What a source tells of a local government and an action (opmerking), and nobody counts."""

    action = models.ForeignKey(Action, verbose_name=_("actie"), on_delete=models.PROTECT, related_name="told")
    round = models.ForeignKey(
        ProjectRound,
        verbose_name=_("projectronde"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="told",
    )
    local_government = models.ForeignKey(
        LocalGovernment, verbose_name=_("lokaal bestuur"), on_delete=models.PROTECT, related_name="told"
    )
    role = models.CharField(_("rol"), max_length=20)
    partnership = models.CharField(_("samenwerkingsverband"), max_length=200, blank=True)
    certainty = models.CharField(_("zekerheid"), max_length=10, choices=Certainty, default=Certainty.NAMED)
    source = models.TextField(_("bron"), blank=True)
    source_date = models.CharField(_("datum van de bron"), max_length=10, blank=True)
    note = models.TextField(_("opmerking"), blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("opmerking")
        verbose_name_plural = _("opmerkingen")
        ordering = ["action_id", "round_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "round", "local_government", "role"],
                nulls_distinct=False,
                name="grants_remark_told_once",
                violation_error_message=_("Deze opmerking staat er al."),
            ),
            one_of(
                "certainty",
                Certainty.values,
                name="grants_remark_certainty_is_known",
                message=_("Deze zekerheid bestaat niet."),
            ),
        ]

    def __str__(self):
        return f"{self.local_government}: {self.action} ({self.role})"
