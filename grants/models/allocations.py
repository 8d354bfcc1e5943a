"""How a budget was divided over what was asked: scenarios, and the one that was confirmed."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants.models.annexes import IncentiveRequest
from grants.models.applications import ApplicationLine
from grants.models.rounds import ProjectRound
from grants.states import AllocationRule, AllocationStatus
from samenleven.core.constraints import not_negative, one_of, together
from samenleven.core.fields import EuroField


class AllocationRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For the ministry: what is being considered is nobody else's; what was decided stands in the awards."""
        return self if user.is_authenticated and user.is_ministry else self.none()


@pghistory.track(exclude=["name", "note", "rule", "stages", "envelopes", "input_digest", "result_digest"])
class AllocationRun(models.Model):
    """A division of the budget of a round over its applications (verdeling), as a scenario or as it was confirmed (R21)."""

    round = models.ForeignKey(
        ProjectRound, verbose_name=_("projectronde"), on_delete=models.PROTECT, related_name="allocation_runs"
    )
    name = models.CharField(_("naam"), max_length=120)
    rule = models.CharField(_("verdeelregel"), max_length=10, choices=AllocationRule)
    budget = EuroField(_("te verdelen bedrag"))
    note = models.TextField(_("nota"), max_length=4000, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=AllocationStatus, default=AllocationStatus.SCENARIO)
    # The stages of the division in order (grants.allotment.Stage), in whole cents: what "why this amount" is told from.
    stages = models.JSONField(_("stappen"), default=list)
    envelopes = models.JSONField(_("enveloppen"), default=list)  # pairs of a code and an amount, as they were
    input_digest = models.CharField(_("controlegetal van de aanvragen"), max_length=64)
    result_digest = models.CharField(_("controlegetal van de uitkomst"), max_length=64)
    made_at = models.DateTimeField(_("gemaakt op"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("gemaakt door"), on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(_("bevestigd of weggelegd op"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("bevestigd of weggelegd door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = AllocationRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdeling")
        verbose_name_plural = _("verdelingen")
        ordering = ["round_id", "-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(status="confirmed"),
                name="grants_allocationrun_one_confirmed",
                violation_error_message=_("Deze ronde heeft al een bevestigde verdeling."),
            ),
            one_of(
                "status",
                AllocationStatus.values,
                name="grants_allocationrun_status_is_known",
                message=_("Deze status bestaat niet."),
            ),
            one_of(
                "rule",
                AllocationRule.values,
                name="grants_allocationrun_rule_is_known",
                message=_("Deze verdeelregel bestaat niet."),
            ),
            not_negative(
                "budget",
                name="grants_allocationrun_budget_is_not_negative",
                message=_("Een budget is nooit negatief."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="grants_allocationrun_has_a_name",
                violation_error_message=_("Geef het scenario een naam."),
            ),
            together(
                "settled_at",
                "settled_by",
                name="grants_allocationrun_settled_by_somebody",
                message=_("Wie bevestigt of weglegt, doet dat op een moment."),
            ),
            models.CheckConstraint(
                condition=Q(status="scenario") | Q(settled_at__isnull=False),
                name="grants_allocationrun_settled_at_a_moment",
                violation_error_message=_("Wie bevestigt of weglegt, doet dat op een moment."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="grants_allocationrun_stands_once_settled",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.status <> 'scenario'"),
            ),
            pgtrigger.Trigger(
                name="grants_allocationrun_confirmed_within_a_budget",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.status = 'confirmed'"),
                func="""
                    IF (SELECT coalesce(sum(amount), 0) FROM (
                            SELECT amount FROM grants_allocationline WHERE run_id = NEW.id
                            UNION ALL SELECT amount FROM grants_allocationincentive WHERE run_id = NEW.id) granted)
                       > coalesce((SELECT budget FROM grants_projectround WHERE id = NEW.round_id), -1) THEN
                        RAISE EXCEPTION 'grants_allocationrun_confirmed_within_a_budget: De verdeling gaat boven het budget van de ronde.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("grants:allocation", args=[self.pk])

    @property
    def is_scenario(self) -> bool:
        """Whether it can still be changed."""
        return self.status == AllocationStatus.SCENARIO


def _stands_once_settled(table):
    return pgtrigger.Trigger(
        name=f"{table}_stands_once_settled",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS (SELECT FROM grants_allocationrun WHERE status <> 'scenario'
                         AND id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.run_id END,
                                    CASE WHEN TG_OP <> 'DELETE' THEN NEW.run_id END)) THEN
                RAISE EXCEPTION '{table}_stands_once_settled: Een bevestigde of weggelegde verdeling verandert niet meer.'
                    USING ERRCODE = 'check_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,
    )


def _rules_of_an_amount(table):
    return [
        models.CheckConstraint(
            condition=Q(amount__gte=0) & Q(amount__lte=F("requested")),
            name=f"{table}_between_nothing_and_what_was_asked",
            violation_error_message=_("Een bedrag ligt tussen nul en wat gevraagd is."),
        ),
        models.CheckConstraint(
            condition=Q(amount=F("computed")) | ~Q(reason=""),
            name=f"{table}_adjusted_with_a_reason",
            violation_error_message=_("Zeg waarom het bedrag anders is dan berekend."),
        ),
        models.CheckConstraint(
            condition=Q(reason="", adjusted_at__isnull=True, adjusted_by__isnull=True)
            | (~Q(reason="") & Q(adjusted_at__isnull=False, adjusted_by__isnull=False)),
            name=f"{table}_adjusted_by_somebody",
            violation_error_message=_("Wie een bedrag aanpast, doet dat op een moment en met een reden."),
        ),
    ]


class Allotted(models.Model):
    """What a division computed, and what an official made of it."""

    key = models.CharField(_("sleutel"), max_length=60)
    basis = models.CharField(_("controlegetal van de inschattingen"), max_length=32, blank=True)
    requested = EuroField(_("gevraagd"))
    computed = EuroField(_("berekend"))
    amount = EuroField(_("bedrag"))
    reason = models.CharField(_("reden van de aanpassing"), max_length=500, blank=True)
    adjusted_at = models.DateTimeField(_("aangepast op"), null=True, blank=True)
    adjusted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("aangepast door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True


class OfARunQuerySet(models.QuerySet):
    def visible_to(self, user):
        """For the ministry alone, as the division they belong to."""
        return self if user.is_authenticated and user.is_ministry else self.none()


# What it computed is made anew at any time; what an official changes is kept.
@pghistory.track(
    pghistory.UpdateEvent(), fields=["run", "amount", "adjusted_at", "adjusted_by"], model_name="AllocationLineEvent"
)
class AllocationLine(Allotted):
    """What a division gives one action of one application (verdeelde lijn), and why (R20)."""

    run = models.ForeignKey(AllocationRun, verbose_name=_("verdeling"), on_delete=models.PROTECT, related_name="lines")
    line = models.ForeignKey(
        ApplicationLine, verbose_name=_("aanvraaglijn"), on_delete=models.PROTECT, related_name="allocation_lines"
    )
    priority = models.PositiveSmallIntegerField(_("prioriteit"))
    is_whole = models.BooleanField(_("geheel of niet"))
    envelope = EuroField(_("enveloppe van de aanvrager"), null=True, blank=True)
    from_envelope = EuroField(_("uit de enveloppe"), default=0)
    stage = models.CharField(_("stap die besliste"), max_length=20, blank=True)
    claimed = EuroField(_("gevraagd in die stap"), default=0)
    exact = models.DecimalField(_("voor afronding"), max_digits=20, decimal_places=6, default=0)
    has_rest_cent = models.BooleanField(_("kreeg een cent van de rest"), default=False)

    objects = OfARunQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdeelde lijn")
        verbose_name_plural = _("verdeelde lijnen")
        ordering = ["run_id", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "line"],
                name="grants_allocationline_once_each",
                violation_error_message=_("Deze lijn staat al in de verdeling."),
            ),
            *_rules_of_an_amount("grants_allocationline"),
        ]
        triggers = [_stands_once_settled("grants_allocationline")]

    def __str__(self):
        return f"{self.run}: {self.key}"


# What it computed is made anew at any time; what an official changes is kept.
@pghistory.track(
    pghistory.UpdateEvent(),
    fields=["run", "amount", "adjusted_at", "adjusted_by"],
    model_name="AllocationIncentiveEvent",
)
class AllocationIncentive(Allotted):
    """What a division gives an incentive that was asked (verdeelde stimulans)."""

    run = models.ForeignKey(
        AllocationRun, verbose_name=_("verdeling"), on_delete=models.PROTECT, related_name="incentives"
    )
    request = models.ForeignKey(
        IncentiveRequest,
        verbose_name=_("gevraagde stimulans"),
        on_delete=models.PROTECT,
        related_name="allocation_incentives",
    )

    objects = OfARunQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdeelde stimulans")
        verbose_name_plural = _("verdeelde stimulansen")
        ordering = ["run_id", "key"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "request"],
                name="grants_allocationincentive_once_each",
                violation_error_message=_("Deze stimulans staat al in de verdeling."),
            ),
            *_rules_of_an_amount("grants_allocationincentive"),
        ]
        triggers = [_stands_once_settled("grants_allocationincentive")]

    def __str__(self):
        return f"{self.run}: {self.key}"
