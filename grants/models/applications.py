"""Who asked for what, and who takes part in it."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.models.offers import Offer
from grants.models.rounds import ProjectRound
from grants.states import Certainty
from municipalities.access import local_governments_of
from municipalities.models import LocalGovernment, Partnership
from samenleven.core.constraints import one_of
from samenleven.core.models import bumps


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the ministry; for others those in which a local government of theirs takes part."""
        if user.is_authenticated and user.is_ministry:
            return self
        mine = local_governments_of(user)
        return self.filter(Q(lead__in=mine) | Q(lines__participations__local_government__in=mine)).distinct()


@pghistory.track()
class Application(models.Model):
    """What local governments ask in a round (aanvraag); for rounds of the past only that they took part."""

    round = models.ForeignKey(
        ProjectRound, verbose_name=_("projectronde"), on_delete=models.PROTECT, related_name="applications"
    )
    lead = models.ForeignKey(
        LocalGovernment,
        verbose_name=_("trekker"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="led_applications",
        help_text=_("Wie het geld krijgt; leeg als de bronnen het niet zeggen."),
    )
    partnership = models.ForeignKey(
        Partnership,
        verbose_name=_("samenwerkingsverband"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="applications",
    )
    imported_for = models.ForeignKey(
        LocalGovernment,
        verbose_name=_("ingelezen voor"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Het lokaal bestuur dat de bron zonder samenwerkingsverband noemt."),
    )
    is_imported = models.BooleanField(_("ingelezen"), default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("aanvraag")
        verbose_name_plural = _("aanvragen")
        ordering = ["round_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "partnership", "imported_for"],
                condition=Q(is_imported=True),
                nulls_distinct=False,
                name="grants_application_imported_once",
                violation_error_message=_("Deze ingelezen aanvraag bestaat al."),
            ),
            models.CheckConstraint(
                condition=Q(is_imported=True) | Q(lead__isnull=False),
                name="grants_application_has_a_lead",
                violation_error_message=_("Een aanvraag in het portaal heeft een trekker."),
            ),
        ]
        triggers = [bumps("figures", of="grants_application")]

    def __str__(self):
        return str(self.partnership or self.lead or self.imported_for)


@pghistory.track()
class ApplicationLine(models.Model):
    """One action in an application (aanvraaglijn)."""

    application = models.ForeignKey(
        Application, verbose_name=_("aanvraag"), on_delete=models.PROTECT, related_name="lines"
    )
    offer = models.ForeignKey(Offer, verbose_name=_("aanbod"), on_delete=models.PROTECT, related_name="lines")

    class Meta:
        verbose_name = _("aanvraaglijn")
        verbose_name_plural = _("aanvraaglijnen")
        ordering = ["application_id", "offer_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "offer"],
                name="grants_applicationline_action_once",
                violation_error_message=_("Deze actie staat al in de aanvraag."),
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="grants_applicationline_offer_of_its_round",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF (SELECT round_id FROM grants_offer WHERE id = NEW.offer_id)
                       IS DISTINCT FROM (SELECT round_id FROM grants_application WHERE id = NEW.application_id) THEN
                        RAISE EXCEPTION 'grants_applicationline_offer_of_its_round: Het aanbod hoort bij een andere ronde.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.application}: {self.offer.action}"


class ParticipationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who takes part in what is public (R37)."""
        return self

    def of(self, user):
        """Those of the local governments somebody acts for; all for the ministry."""
        if user.is_authenticated and user.is_ministry:
            return self
        return self.filter(local_government__in=local_governments_of(user))


@pghistory.track()
class Participation(models.Model):
    """A local government takes part in an action (deelname): one row per line and member."""

    line = models.ForeignKey(
        ApplicationLine, verbose_name=_("aanvraaglijn"), on_delete=models.PROTECT, related_name="participations"
    )
    local_government = models.ForeignKey(
        LocalGovernment, verbose_name=_("lokaal bestuur"), on_delete=models.PROTECT, related_name="participations"
    )
    certainty = models.CharField(_("zekerheid"), max_length=10, choices=Certainty, default=Certainty.NAMED)
    known_at = models.DateTimeField(_("bekend sinds"))
    source = models.TextField(_("bron"), blank=True)
    source_date = models.CharField(_("datum van de bron"), max_length=10, blank=True)
    note = models.TextField(_("opmerking"), blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        verbose_name = _("deelname")
        verbose_name_plural = _("deelnames")
        ordering = ["line_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "local_government"],
                name="grants_participation_once_per_line",
                violation_error_message=_("Dit lokaal bestuur staat al bij deze actie."),
            ),
            one_of(
                "certainty",
                Certainty.values,
                name="grants_participation_certainty_is_known",
                message=_("Deze zekerheid bestaat niet."),
            ),
        ]
        triggers = [bumps("figures", of="grants_participation")]

    def __str__(self):
        return f"{self.local_government}: {self.line.offer.action}"
