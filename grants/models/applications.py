"""Who asked for what, and who takes part in it."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants.models.offers import Offer
from grants.models.rounds import ProjectRound
from grants.states import ApplicationStatus
from municipalities.access import local_governments_of
from municipalities.models import LocalGovernment, Partnership
from samenleven.core.constraints import one_of, together
from samenleven.core.models import bumps

# The last word on what may be submitted (R11, R15): the service says it per field and in advance, the database at the moment itself.
WHOLE_WHEN_SUBMITTED = pgtrigger.Trigger(
    name="grants_application_is_whole_when_submitted",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.status = 'submitted'"),
    declare=[("wrong", "text")],
    func="""
        IF TG_OP = 'UPDATE' AND OLD.status = 'submitted' THEN
            RETURN NEW;
        END IF;
        SELECT CASE
            WHEN (SELECT count(*) = 0 OR count(*) <> count(priority) OR count(*) <> coalesce(max(priority), 0)
                    FROM grants_applicationline WHERE application_id = NEW.id)
            THEN 'De prioriteiten zijn niet 1 tot en met het aantal acties.'
            WHEN EXISTS (SELECT FROM grants_applicationline line JOIN grants_offer offer ON offer.id = line.offer_id
                          WHERE line.application_id = NEW.id AND NOT offer.financed)
            THEN 'Een actie wordt in deze ronde niet betaald.'
            WHEN EXISTS (SELECT FROM grants_applicationline line
                          WHERE line.application_id = NEW.id
                            AND coalesce((SELECT sum(planned_reach) FROM grants_estimate WHERE line_id = line.id), 0) = 0)
            THEN 'Een actie heeft geen gepland bereik.'
            WHEN EXISTS (SELECT FROM grants_estimate estimate
                           JOIN grants_applicationline line ON line.id = estimate.line_id
                           JOIN grants_indicator indicator ON indicator.id = estimate.indicator_id
                          WHERE line.application_id = NEW.id
                          GROUP BY indicator.id
                         HAVING sum(estimate.planned_reach) > indicator.max_units
                             OR sum(estimate.planned_reach) * indicator.amount_per_unit > indicator.max_amount)
            THEN 'Het gepland bereik gaat boven een maximum.'
            WHEN EXISTS (SELECT FROM grants_participant
                          WHERE application_id = NEW.id AND status <> 'confirmed')
              OR NOT EXISTS (SELECT FROM grants_participant
                              WHERE application_id = NEW.id AND local_government_id = NEW.lead_id)
            THEN 'Niet elk deelnemend bestuur heeft bevestigd.'
        END INTO wrong;
        IF wrong IS NOT NULL THEN
            RAISE EXCEPTION 'grants_application_is_whole_when_submitted: %', wrong USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
FREES_ITS_PARTICIPANTS = pgtrigger.Trigger(
    name="grants_application_frees_its_participants",
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.status IS DISTINCT FROM OLD.status"),
    func="""
        UPDATE grants_participant SET is_bound = NEW.status <> 'withdrawn'
         WHERE application_id = NEW.id AND is_bound IS DISTINCT FROM (NEW.status <> 'withdrawn');
        RETURN NULL;
    """,
)


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the ministry; for others those in which a local government of theirs takes part."""
        if user.is_authenticated and user.is_ministry:
            return self
        mine = local_governments_of(user)
        asked = Q(participants__local_government__in=mine)
        return self.filter(Q(lead__in=mine) | asked | Q(lines__participations__local_government__in=mine)).distinct()

    def made_here(self):
        """Those that were made in the portal: of the past only is known who took part (R11)."""
        return self.filter(is_imported=False)


# Who may be called about it is about a person: it is kept once, and not in the history as well (R41).
@pghistory.track(
    exclude=["contact_first_name", "contact_last_name", "contact_phone", "contact_email", "decision_reason"]
)
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
    # What the release that still runs beside this one makes took part already.
    status = models.CharField(
        _("status"), max_length=20, choices=ApplicationStatus, default=ApplicationStatus.DRAFT, db_default="awarded"
    )
    status_at = models.DateTimeField(_("status sinds"), null=True, blank=True)
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("status door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    contact_first_name = models.CharField(_("voornaam"), max_length=80, blank=True, db_default="")
    contact_last_name = models.CharField(_("familienaam"), max_length=80, blank=True, db_default="")
    contact_phone = models.CharField(_("telefoon"), max_length=30, blank=True, db_default="")
    contact_email = models.EmailField(_("e-mailadres"), blank=True, db_default="")
    iban = models.CharField(_("rekeningnummer (IBAN)"), max_length=34, blank=True, db_default="")
    decision_reason = models.TextField(_("reden van de beslissing"), blank=True, db_default="")
    ready_at = models.DateTimeField(_("klaar om te ondertekenen sinds"), null=True, blank=True)
    ready_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("klaargezet door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

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
            one_of(
                "status",
                ApplicationStatus.values,
                name="grants_application_status_is_known",
                message=_("Deze status bestaat niet."),
            ),
            together(
                "ready_at",
                "ready_by",
                name="grants_application_made_ready_by_somebody",
                message=_("Wie een aanvraag klaarzet, doet dat op een moment."),
            ),
        ]
        triggers = [bumps("figures", of="grants_application"), WHOLE_WHEN_SUBMITTED, FREES_ITS_PARTICIPANTS]

    def __str__(self):
        return str(self.partnership or self.lead or self.imported_for)

    def get_absolute_url(self):
        return reverse("grants:application", args=[self.pk])


@pghistory.track()
class ApplicationLine(models.Model):
    """One action in an application (aanvraaglijn)."""

    application = models.ForeignKey(
        Application, verbose_name=_("aanvraag"), on_delete=models.PROTECT, related_name="lines"
    )
    offer = models.ForeignKey(Offer, verbose_name=_("aanbod"), on_delete=models.PROTECT, related_name="lines")
    priority = models.PositiveSmallIntegerField(_("prioriteit"), null=True, blank=True)
    shortage_occupation = models.BooleanField(_("bijzondere aandacht voor knelpuntberoepen"), null=True, blank=True)

    class Meta:
        verbose_name = _("aanvraaglijn")
        verbose_name_plural = _("aanvraaglijnen")
        ordering = ["application_id", "offer_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "offer"],
                name="grants_applicationline_action_once",
                violation_error_message=_("Deze actie staat al in de aanvraag."),
            ),
            # Checked at the end of a transaction: two actions change places in two steps.
            models.UniqueConstraint(
                fields=["application", "priority"],
                name="grants_applicationline_priority_once",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Deze prioriteit staat al bij een andere actie."),
            ),
            models.CheckConstraint(
                condition=Q(priority__isnull=True) | Q(priority__gte=1),
                name="grants_applicationline_priority_counts_from_one",
                violation_error_message=_("Een prioriteit is een getal van 1 of meer."),
            ),
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
