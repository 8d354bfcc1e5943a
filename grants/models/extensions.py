"""More time for one applicant: a decision of the ministry that ends by itself."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.models.applications import Application
from grants.models.rounds import ReportingMoment
from grants.states import ExtensionKind
from municipalities.access import local_governments_of
from samenleven.core.constraints import in_order, not_after, one_of, together
from samenleven.core.models import bumps


class ExtensionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the ministry; for others those of an application in which a local government of theirs takes part."""
        if user.is_authenticated and user.is_ministry:
            return self
        mine = local_governments_of(user)
        members = Q(application__lines__participations__local_government__in=mine)
        return self.filter(Q(application__lead__in=mine) | members).distinct()

    def known_at(self, moment):
        """Those that were decided and not withdrawn at a moment in time, whether or not they have ended by then."""
        return self.filter(granted_at__lte=moment).filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=moment))

    def running_at(self, moment):
        """Those that give somebody time at a moment in time."""
        return self.known_at(moment).filter(until__gte=moment)

    def ended_between(self, since, now):
        """Those that still ran at one moment and no longer at another: by themselves, or because they were withdrawn."""
        return self.filter(_ended(since, now))

    def turned_between(self, since, now):
        """Those that began or ended after one moment and by another."""
        return self.filter(Q(granted_at__gt=since, granted_at__lte=now) | _ended(since, now))


def _ended(since, now):
    by_itself = Q(withdrawn_at__isnull=True, until__gte=since, until__lt=now)
    return by_itself | Q(withdrawn_at__gt=since, withdrawn_at__lte=now)


# Why somebody got more time can be about a person who was ill: it is kept once, and not in the history as well (R41).
@pghistory.track(exclude=["reason"])
class Extension(models.Model):
    """More time for one applicant at one reporting moment (verlenging), with a reason and an end (R14)."""

    moment = models.ForeignKey(
        ReportingMoment, verbose_name=_("rapporteringsmoment"), on_delete=models.PROTECT, related_name="extensions"
    )
    application = models.ForeignKey(
        Application, verbose_name=_("aanvraag"), on_delete=models.PROTECT, related_name="extensions"
    )
    kind = models.CharField(_("soort"), max_length=10, choices=ExtensionKind, default=ExtensionKind.EXTENSION)
    until = models.DateTimeField(_("tot en met"))
    reason = models.TextField(_("reden"))
    granted_at = models.DateTimeField(_("toegestaan op"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("toegestaan door"), on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("ingetrokken op"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("ingetrokken door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("verlenging")
        verbose_name_plural = _("verlengingen")
        ordering = ["moment_id", "application_id", "granted_at"]
        indexes = [models.Index(fields=["moment", "until"], name="grants_extension_of_moment")]
        constraints = [
            one_of(
                "kind",
                ExtensionKind.values,
                name="grants_extension_kind_is_known",
                message=_("Dit soort verlenging bestaat niet."),
            ),
            in_order(
                "granted_at",
                "until",
                name="grants_extension_ends_after_it_begins",
                message=_("Een verlenging eindigt pas nadat ze is toegestaan."),
            ),
            not_after(
                "granted_at",
                "withdrawn_at",
                name="grants_extension_withdrawn_after_it_began",
                message=_("Een verlenging wordt pas ingetrokken nadat ze is toegestaan."),
            ),
            together(
                "withdrawn_at",
                "withdrawn_by",
                name="grants_extension_withdrawn_by_somebody",
                message=_("Wie een verlenging intrekt, doet dat op een moment."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="grants_extension_has_a_reason",
                violation_error_message=_("Een verlenging heeft een reden."),
            ),
        ]
        triggers = [
            bumps("figures", of="grants_extension"),
            pgtrigger.Protect(name="grants_extension_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="grants_extension_only_withdrawn_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.withdrawn_at IS NOT NULL
                       OR ROW(NEW.id, NEW.moment_id, NEW.application_id, NEW.kind, NEW.until, NEW.reason, NEW.granted_at,
                              NEW.granted_by_id) IS DISTINCT FROM
                          ROW(OLD.id, OLD.moment_id, OLD.application_id, OLD.kind, OLD.until, OLD.reason, OLD.granted_at,
                              OLD.granted_by_id) THEN
                        RAISE EXCEPTION 'grants_extension_only_withdrawn_once: Een verlenging verandert niet; ze kan alleen ingetrokken worden.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="grants_extension_application_of_its_round",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF (SELECT round_id FROM grants_application WHERE id = NEW.application_id)
                       IS DISTINCT FROM (SELECT round_id FROM grants_reportingmoment WHERE id = NEW.moment_id) THEN
                        RAISE EXCEPTION 'grants_extension_application_of_its_round: Het rapporteringsmoment hoort bij een andere ronde.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.application}: {self.moment}"
