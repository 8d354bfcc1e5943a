"""What a local government says it reached: a registration, and the versions of it that stand for ever."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants.models import Indicator, Participation, ReportingMoment
from kpi.models.breakdowns import Category
from kpi.states import RegistrationStatus
from municipalities.access import local_governments_of
from samenleven.core.constraints import one_of
from samenleven.core.models import bumps


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the ministry; for others those of the local governments they act for, or that these lead (R24)."""
        if user.is_authenticated and user.is_ministry:
            return self
        mine = local_governments_of(user)
        return self.filter(
            Q(participation__local_government__in=mine) | Q(participation__line__application__lead__in=mine)
        )


@pghistory.track()
class Registration(models.Model):
    """What one member reached for one action at one reporting moment (registratie, R24)."""

    participation = models.ForeignKey(
        Participation, verbose_name=_("deelname"), on_delete=models.PROTECT, related_name="registrations"
    )
    moment = models.ForeignKey(
        ReportingMoment, verbose_name=_("rapporteringsmoment"), on_delete=models.PROTECT, related_name="registrations"
    )
    status = models.CharField(_("status"), max_length=20, choices=RegistrationStatus, default=RegistrationStatus.DRAFT)
    status_at = models.DateTimeField(_("status sinds"), auto_now_add=True)
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("status door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registratie")
        verbose_name_plural = _("registraties")
        ordering = ["moment_id", "participation_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["moment", "participation"],
                name="kpi_registration_once_per_moment",
                violation_error_message=_("Voor dit rapporteringsmoment bestaat al een registratie."),
            ),
            one_of(
                "status",
                RegistrationStatus.values,
                name="kpi_registration_status_is_known",
                message=_("Deze status bestaat niet."),
            ),
        ]

    def __str__(self):
        return f"{self.participation} ({self.moment})"

    def get_absolute_url(self):
        return reverse("kpi:registration", args=[self.pk])


class RegistrationVersionQuerySet(models.QuerySet):
    def newest_sent(self, moment, as_of):
        """Those that stood at a moment in time: the newest sent, unless it was taken back by then (R7)."""
        newest = (
            self.filter(registration__moment=moment, sent_at__lte=as_of)
            .order_by("registration_id", "-number")
            .distinct("registration_id")
        )
        return self.filter(pk__in=newest.values("pk")).filter(
            Q(taken_back_at__isnull=True) | Q(taken_back_at__gt=as_of)
        )


class RegistrationVersion(models.Model):
    """A registration as it was sent (verzonden versie): never changed, never deleted; only taken back (R29)."""

    registration = models.ForeignKey(
        Registration, verbose_name=_("registratie"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("nummer"))
    sent_at = models.DateTimeField(_("ingediend op"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ingediend door"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    taken_back_at = models.DateTimeField(_("teruggenomen op"), null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("teruggenomen door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = RegistrationVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("verzonden versie")
        verbose_name_plural = _("verzonden versies")
        ordering = ["registration_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "number"],
                name="kpi_registrationversion_number_is_unique",
                violation_error_message=_("Deze versie bestaat al."),
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | Q(taken_back_at__gte=F("sent_at")),
                name="kpi_registrationversion_taken_back_after_it_was_sent",
                violation_error_message=_("Een versie kan pas na het indienen teruggenomen worden."),
            ),
            models.CheckConstraint(
                condition=Q(taken_back_by__isnull=True) | Q(taken_back_at__isnull=False),
                name="kpi_registrationversion_who_took_it_back_says_when",
                violation_error_message=_("Wie een versie terugneemt, doet dat op een moment."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kpi_registrationversion_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="kpi_registrationversion_only_taken_back_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.taken_back_at IS NOT NULL
                       OR ROW(NEW.id, NEW.registration_id, NEW.number, NEW.sent_at, NEW.sent_by_id) IS DISTINCT FROM
                          ROW(OLD.id, OLD.registration_id, OLD.number, OLD.sent_at, OLD.sent_by_id) THEN
                        RAISE EXCEPTION 'kpi_registrationversion_only_taken_back_once: Een verzonden versie verandert niet meer.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            bumps("figures", of="kpi_registrationversion"),
        ]

    def __str__(self):
        return f"{self.registration}, versie {self.number}"


class RegistrationValue(models.Model):
    """One count of a sent version (verzonden waarde): a number, or "does not apply"; a blank is never sent."""

    version = models.ForeignKey(
        RegistrationVersion, verbose_name=_("versie"), on_delete=models.PROTECT, related_name="values"
    )
    indicator = models.ForeignKey(Indicator, verbose_name=_("KPI"), on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField(_("bereikt"), null=True, blank=True)
    not_applicable = models.BooleanField(_("niet van toepassing"), default=False)
    # The database fills it in for the release that is still running and does not know it.
    reason = models.TextField(
        _("reden"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Waarom dit aantal klopt, al is het ongewoon."),
    )

    class Meta:
        verbose_name = _("verzonden waarde")
        verbose_name_plural = _("verzonden waarden")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "indicator"],
                name="kpi_registrationvalue_once_per_indicator",
                violation_error_message=_("Deze KPI staat al in deze versie."),
            ),
            models.CheckConstraint(
                condition=Q(not_applicable=True, count__isnull=True) | Q(not_applicable=False, count__isnull=False),
                name="kpi_registrationvalue_counts_or_does_not_apply",
                violation_error_message=_("Een verzonden waarde is een aantal of “niet van toepassing”."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="kpi_registrationvalue_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"{self.version} – {self.indicator}"


class BreakdownValue(models.Model):
    """How many of a count fall in a category (uitgesplitste waarde), at the deepest level (R26)."""

    pk = models.CompositePrimaryKey("version", "indicator", "category")
    version = models.ForeignKey(
        RegistrationVersion, verbose_name=_("versie"), on_delete=models.PROTECT, related_name="breakdown_values"
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("KPI"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    category = models.ForeignKey(
        Category, verbose_name=_("categorie"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    count = models.PositiveIntegerField(_("aantal"))

    class Meta:
        verbose_name = _("uitgesplitste waarde")
        verbose_name_plural = _("uitgesplitste waarden")
        triggers = [
            pgtrigger.Protect(name="kpi_breakdownvalue_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self):
        return f"{self.version} – {self.indicator} – {self.category}"
