"""What was granted, and what was promised for it."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.models.annexes import IncentiveRequest
from grants.models.applications import ApplicationLine
from grants.models.budgets import within_the_budget
from grants.models.offers import Indicator
from grants.models.participants import OfAnApplicationQuerySet
from grants.models.participations import Participation
from grants.states import AwardKind
from municipalities.access import local_governments_of
from samenleven.core.constraints import not_negative, one_of
from samenleven.core.fields import EuroField, UnitsField
from samenleven.core.models import bumps


class AwardQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the ministry; for others those of a line in which a local government of theirs takes part."""
        if user.is_authenticated and user.is_ministry:
            return self
        return self.filter(line__participations__local_government__in=local_governments_of(user)).distinct()


@pghistory.track()
class Award(models.Model):
    """What the government grants for a line (toekenning); stored, never recomputed (R3)."""

    line = models.OneToOneField(
        ApplicationLine, verbose_name=_("aanvraaglijn"), on_delete=models.PROTECT, related_name="award"
    )
    kind = models.CharField(_("herkomst"), max_length=10, choices=AwardKind, default=AwardKind.DECIDED)
    amount = EuroField(_("bedrag"), null=True, blank=True)
    units = UnitsField(_("eenheden"), null=True, blank=True)
    known_at = models.DateTimeField(_("bekend sinds"))

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("toekenning")
        verbose_name_plural = _("toekenningen")
        ordering = ["line_id"]
        constraints = [
            one_of(
                "kind",
                AwardKind.values,
                name="grants_award_kind_is_known",
                message=_("Deze herkomst bestaat niet."),
            ),
            not_negative(
                "amount",
                "units",
                name="grants_award_is_not_negative",
                message=_("Een toekenning is nooit negatief."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="imported") | models.Q(amount__isnull=True, units__isnull=True),
                name="grants_award_of_the_past_has_no_amount_of_its_own",
                violation_error_message=_("Van een ingelezen deelname is het bedrag niet bekend."),
            ),
        ]
        triggers = [bumps("figures", of="grants_award"), *within_the_budget("grants_award")]

    def __str__(self):
        return f"{self.line}"


class IncentiveAwardQuerySet(OfAnApplicationQuerySet):
    application = "request__application"


@pghistory.track()
class IncentiveAward(models.Model):
    """What the government grants for an incentive (toegekende stimulans), without co-financing (R16)."""

    request = models.OneToOneField(
        IncentiveRequest, verbose_name=_("gevraagde stimulans"), on_delete=models.PROTECT, related_name="award"
    )
    amount = EuroField(_("bedrag"))
    known_at = models.DateTimeField(_("bekend sinds"))

    objects = IncentiveAwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("toegekende stimulans")
        verbose_name_plural = _("toegekende stimulansen")
        ordering = ["request_id"]
        constraints = [
            not_negative(
                "amount",
                name="grants_incentiveaward_is_not_negative",
                message=_("Een toekenning is nooit negatief."),
            ),
        ]
        triggers = within_the_budget("grants_incentiveaward")

    def __str__(self):
        return f"{self.request}"


class CommitmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the ministry; for others those of their own local governments, and of the members these lead."""
        if user.is_authenticated and user.is_ministry:
            return self
        mine = local_governments_of(user)
        lead = Q(participation__line__application__lead__in=mine)
        return self.filter(Q(participation__local_government__in=mine) | lead)


# Why a target is another can be about people: it is kept once, and not in the history as well (R41).
@pghistory.track(exclude=["target_reason"])
class Commitment(models.Model):
    """What one member promised for one KPI (te behalen KPI); the target is stored at the award (R2)."""

    participation = models.ForeignKey(
        Participation, verbose_name=_("deelname"), on_delete=models.PROTECT, related_name="commitments"
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("KPI"), on_delete=models.PROTECT, related_name="commitments"
    )
    current_reach = models.PositiveIntegerField(_("huidig bereik"), null=True, blank=True)
    target = models.PositiveIntegerField(_("te bereiken"), null=True, blank=True)
    amount = EuroField(_("aandeel in het bedrag"), null=True, blank=True)
    units = UnitsField(_("toegekende eenheden"), null=True, blank=True)
    # Why an official set another target than current reach and awarded units together (R2).
    target_reason = models.CharField(_("reden van een ander doel"), max_length=300, blank=True, db_default="")
    known_at = models.DateTimeField(_("bekend sinds"))

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("te behalen KPI")
        verbose_name_plural = _("te behalen KPI's")
        ordering = ["participation_id", "indicator_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "indicator"],
                name="grants_commitment_once_per_indicator_and_member",
                violation_error_message=_("Deze KPI staat al bij dit lokaal bestuur."),
            ),
            not_negative(
                "amount",
                "units",
                name="grants_commitment_is_not_negative",
                message=_("Een aandeel is nooit negatief."),
            ),
        ]
        triggers = [
            bumps("figures", of="grants_commitment"),
            pgtrigger.Trigger(
                name="grants_commitment_indicator_of_its_offer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF (SELECT offer_id FROM grants_indicator WHERE id = NEW.indicator_id) IS DISTINCT FROM
                       (SELECT line.offer_id FROM grants_applicationline line
                          JOIN grants_participation part ON part.line_id = line.id
                         WHERE part.id = NEW.participation_id) THEN
                        RAISE EXCEPTION 'grants_commitment_indicator_of_its_offer: De KPI hoort bij een andere actie.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.participation} – {self.indicator}"
