"""What comes with an application: incentives, initiatives and who is involved."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.models.applications import Application, ApplicationLine
from grants.models.participants import OfAnApplicationQuerySet
from grants.models.rounds import ProjectRound
from grants.states import IncentiveKind, PartyKind
from samenleven.core.constraints import not_negative, one_of
from samenleven.core.fields import EuroField

LONGEST_MOTIVATION = 2500


class OfALineQuerySet(OfAnApplicationQuerySet):
    application = "line__application"


@pghistory.track()
class Incentive(models.Model):
    """What a round pays on top, without co-financing (stimulans); where there is no row it is not offered (R16)."""

    round = models.ForeignKey(
        ProjectRound, verbose_name=_("projectronde"), on_delete=models.PROTECT, related_name="incentives"
    )
    kind = models.CharField(_("soort"), max_length=20, choices=IncentiveKind)
    amount = EuroField(_("bedrag"))

    class Meta:
        verbose_name = _("stimulans")
        verbose_name_plural = _("stimulansen")
        ordering = ["round_id", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "kind"],
                name="grants_incentive_one_of_a_kind_per_round",
                violation_error_message=_("Deze stimulans staat al in deze ronde."),
            ),
            one_of(
                "kind",
                IncentiveKind.values,
                name="grants_incentive_kind_is_known",
                message=_("Deze stimulans bestaat niet."),
            ),
            not_negative(
                "amount",
                name="grants_incentive_amount_is_not_negative",
                message=_("Een bedrag is nooit negatief."),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.round})"


# A motivation is free text: it is kept once, and not in the history as well (R41).
@pghistory.track(exclude=["motivation"])
class IncentiveRequest(models.Model):
    """An incentive that an application asks for (gevraagde stimulans), a mentorship for one of its actions (R16)."""

    application = models.ForeignKey(
        Application, verbose_name=_("aanvraag"), on_delete=models.CASCADE, related_name="incentive_requests"
    )
    kind = models.CharField(_("soort"), max_length=20, choices=IncentiveKind)
    line = models.ForeignKey(
        ApplicationLine,
        verbose_name=_("aanvraaglijn"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="incentive_requests",
    )
    motivation = models.TextField(_("motivering"), max_length=LONGEST_MOTIVATION, blank=True)

    objects = OfAnApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("gevraagde stimulans")
        verbose_name_plural = _("gevraagde stimulansen")
        ordering = ["application_id", "kind", "line_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind", "line"],
                nulls_distinct=False,
                name="grants_incentiverequest_once",
                violation_error_message=_("Deze stimulans is al gevraagd."),
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=True) | Q(kind="mentorship"),
                name="grants_incentiverequest_only_a_mentor_names_an_action",
                violation_error_message=_("Alleen een mentorschap gaat over één actie."),
            ),
            one_of(
                "kind",
                IncentiveKind.values,
                name="grants_incentiverequest_kind_is_known",
                message=_("Deze stimulans bestaat niet."),
            ),
        ]

    def __str__(self):
        return f"{self.application}: {self.get_kind_display()}"


class Initiative(models.Model):
    """What is planned for an action (initiatief), never compulsory (R19)."""

    line = models.ForeignKey(
        ApplicationLine, verbose_name=_("aanvraaglijn"), on_delete=models.CASCADE, related_name="initiatives"
    )
    title = models.CharField(_("titel"), max_length=200)

    objects = OfALineQuerySet.as_manager()

    class Meta:
        verbose_name = _("initiatief")
        verbose_name_plural = _("initiatieven")
        ordering = ["line_id", "pk"]

    def __str__(self):
        return self.title


class InvolvedParty(models.Model):
    """An organisation that helps with an action (betrokken partner), in which role; never compulsory (R19)."""

    line = models.ForeignKey(
        ApplicationLine, verbose_name=_("aanvraaglijn"), on_delete=models.CASCADE, related_name="involved_parties"
    )
    kind = models.CharField(_("soort"), max_length=20, choices=PartyKind)
    name = models.CharField(_("naam"), max_length=120, blank=True)
    role = models.CharField(_("rol"), max_length=120, blank=True)

    objects = OfALineQuerySet.as_manager()

    class Meta:
        verbose_name = _("betrokken partner")
        verbose_name_plural = _("betrokken partners")
        ordering = ["line_id", "kind", "pk"]
        constraints = [
            one_of(
                "kind",
                PartyKind.values,
                name="grants_involvedparty_kind_is_known",
                message=_("Dit soort organisatie bestaat niet."),
            ),
        ]

    def __str__(self):
        return self.name or self.get_kind_display()
