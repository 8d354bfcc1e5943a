"""Which local governments an application is for, and what each expects to reach."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.models.applications import Application, ApplicationLine
from grants.models.offers import Indicator
from grants.models.rounds import ProjectRound
from grants.states import ParticipantStatus
from municipalities.access import local_governments_of
from municipalities.models import LocalGovernment
from samenleven.core.constraints import one_of


class OfAnApplicationQuerySet(models.QuerySet):
    """Rows that belong to an application."""

    application = "application"

    def visible_to(self, user):
        """Those of the applications somebody may see."""
        return self.filter(**{f"{self.application}__in": Application.objects.visible_to(user).values("pk")})


class ExemptionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the ministry; for others those of their own local governments."""
        if user.is_authenticated and user.is_ministry:
            return self
        return self.filter(local_government__in=local_governments_of(user))

    def running_at(self, moment):
        """Those that still hold at a moment: they end by themselves."""
        return self.filter(until__gte=moment)


# Why somebody got an exemption can be about people: it is kept once, and not in the history as well (R41).
@pghistory.track(exclude=["reason"])
class Exemption(models.Model):
    """A local government may be in a second application of a round (vrijstelling, R11), until a day and with a reason."""

    round = models.ForeignKey(
        ProjectRound, verbose_name=_("projectronde"), on_delete=models.PROTECT, related_name="exemptions"
    )
    local_government = models.ForeignKey(
        LocalGovernment, verbose_name=_("lokaal bestuur"), on_delete=models.PROTECT, related_name="exemptions"
    )
    until = models.DateTimeField(_("tot en met"))
    reason = models.TextField(_("reden"))
    granted_at = models.DateTimeField(_("toegestaan op"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("toegestaan door"), on_delete=models.PROTECT, related_name="+"
    )

    objects = ExemptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("vrijstelling")
        verbose_name_plural = _("vrijstellingen")
        ordering = ["round_id", "local_government__sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "local_government"],
                name="grants_exemption_one_each",
                violation_error_message=_("Dit lokaal bestuur heeft al een vrijstelling in deze ronde."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="grants_exemption_has_a_reason",
                violation_error_message=_("Een vrijstelling heeft een reden."),
            ),
        ]

    def __str__(self):
        return f"{self.local_government} ({self.round})"


@pghistory.track()
class Participant(models.Model):
    """A local government in an application (deelnemend bestuur): the lead, or a member of its partnership (R11)."""

    application = models.ForeignKey(
        Application, verbose_name=_("aanvraag"), on_delete=models.PROTECT, related_name="participants"
    )
    round = models.ForeignKey(ProjectRound, verbose_name=_("projectronde"), on_delete=models.PROTECT, related_name="+")
    local_government = models.ForeignKey(
        LocalGovernment, verbose_name=_("lokaal bestuur"), on_delete=models.PROTECT, related_name="participants"
    )
    status = models.CharField(_("status"), max_length=20, choices=ParticipantStatus, default=ParticipantStatus.INVITED)
    status_at = models.DateTimeField(_("status sinds"), auto_now_add=True)
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("status door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    # The database keeps it: false once the application is withdrawn, so that its participants can apply again.
    is_bound = models.BooleanField(_("telt mee"), default=True, editable=False)
    exemption = models.ForeignKey(
        Exemption,
        verbose_name=_("vrijstelling"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="participants",
    )

    objects = OfAnApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("deelnemend bestuur")
        verbose_name_plural = _("deelnemende besturen")
        ordering = ["application_id", "local_government__sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "local_government"],
                name="grants_participant_once_per_application",
                violation_error_message=_("Dit lokaal bestuur staat al in deze aanvraag."),
            ),
            models.UniqueConstraint(
                fields=["round", "local_government"],
                condition=Q(is_bound=True, status="confirmed", exemption__isnull=True),
                name="grants_participant_in_one_application",
                violation_error_message=_("Dit lokaal bestuur doet in deze ronde al mee in een andere aanvraag."),
            ),
            one_of(
                "status",
                ParticipantStatus.values,
                name="grants_participant_status_is_known",
                message=_("Deze status bestaat niet."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="grants_participant_round_of_its_application",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NEW.round_id IS DISTINCT FROM
                       (SELECT round_id FROM grants_application WHERE id = NEW.application_id) THEN
                        RAISE EXCEPTION 'grants_participant_round_of_its_application: De aanvraag hoort bij een andere ronde.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.exemption_id IS NOT NULL AND NOT EXISTS (
                        SELECT FROM grants_exemption
                         WHERE id = NEW.exemption_id AND round_id = NEW.round_id
                           AND local_government_id = NEW.local_government_id) THEN
                        RAISE EXCEPTION 'grants_participant_round_of_its_application: De vrijstelling is van een ander bestuur.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.local_government}: {self.application}"


class EstimateQuerySet(OfAnApplicationQuerySet):
    application = "line__application"


@pghistory.track()
class Estimate(models.Model):
    """What a participant expects of a KPI (inschatting): what it reaches already, and how much more (R2, R15)."""

    line = models.ForeignKey(
        ApplicationLine, verbose_name=_("aanvraaglijn"), on_delete=models.CASCADE, related_name="estimates"
    )
    participant = models.ForeignKey(
        Participant, verbose_name=_("deelnemend bestuur"), on_delete=models.CASCADE, related_name="estimates"
    )
    indicator = models.ForeignKey(Indicator, verbose_name=_("KPI"), on_delete=models.PROTECT, related_name="estimates")
    current_reach = models.PositiveIntegerField(_("huidig bereik"), null=True, blank=True)
    planned_reach = models.PositiveIntegerField(_("gepland bereik"), null=True, blank=True)

    objects = EstimateQuerySet.as_manager()

    class Meta:
        verbose_name = _("inschatting")
        verbose_name_plural = _("inschattingen")
        ordering = ["line_id", "indicator__position", "participant_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "participant", "indicator"],
                name="grants_estimate_once_per_indicator_and_participant",
                violation_error_message=_("Deze KPI staat al bij dit lokaal bestuur."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="grants_estimate_of_its_application",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM grants_applicationline line
                          JOIN grants_participant participant ON participant.application_id = line.application_id
                          JOIN grants_indicator indicator ON indicator.offer_id = line.offer_id
                         WHERE line.id = NEW.line_id AND participant.id = NEW.participant_id
                           AND indicator.id = NEW.indicator_id) THEN
                        RAISE EXCEPTION 'grants_estimate_of_its_application: De KPI of het bestuur hoort bij een andere aanvraag.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.participant.local_government} – {self.indicator}"
