"""What the ministry sends back to be put right."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi.models.registrations import Registration
from municipalities.access import local_governments_of
from samenleven.core.constraints import in_order, not_after, together


class ReturnQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the ministry; for others those of the registrations they may see."""
        if user.is_authenticated and user.is_ministry:
            return self
        mine = local_governments_of(user)
        part = "registration__participation"
        return self.filter(
            Q(**{f"{part}__local_government__in": mine}) | Q(**{f"{part}__line__application__lead__in": mine})
        )

    def open(self):
        """Those that still wait for an answer."""
        return self.filter(settled_at__isnull=True)


# What is remarked is kept once, and not in the history as well: it may be about who filled in the form (R41).
@pghistory.track(exclude=["remark"])
class Return(models.Model):
    """A registration that was sent back with a remark and a date (terugzending); the sent version keeps standing."""

    registration = models.ForeignKey(
        Registration, verbose_name=_("registratie"), on_delete=models.PROTECT, related_name="returns"
    )
    remark = models.TextField(_("opmerking"))
    until = models.DateTimeField(_("verbeteren tot en met"))
    returned_at = models.DateTimeField(_("teruggestuurd op"))
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("teruggestuurd door"), on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(_("afgehandeld op"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("afgehandeld door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = ReturnQuerySet.as_manager()

    class Meta:
        verbose_name = _("terugzending")
        verbose_name_plural = _("terugzendingen")
        ordering = ["registration_id", "returned_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"],
                condition=Q(settled_at__isnull=True),
                name="kpi_return_one_at_a_time",
                violation_error_message=_("Deze registratie is al teruggestuurd."),
            ),
            in_order(
                "returned_at",
                "until",
                name="kpi_return_leaves_time",
                message=_("De datum om te verbeteren ligt na het terugsturen."),
            ),
            not_after(
                "returned_at",
                "settled_at",
                name="kpi_return_settled_after_it_was_sent_back",
                message=_("Een terugzending wordt pas afgehandeld nadat ze verstuurd is."),
            ),
            together(
                "settled_at",
                "settled_by",
                name="kpi_return_settled_by_somebody",
                message=_("Wie een terugzending afhandelt, doet dat op een moment."),
            ),
            models.CheckConstraint(
                condition=~Q(remark=""),
                name="kpi_return_has_a_remark",
                violation_error_message=_("Wie terugstuurt, zegt waarom."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kpi_return_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="kpi_return_only_settled_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                    IF OLD.settled_at IS NOT NULL
                       OR ROW(NEW.id, NEW.registration_id, NEW.remark, NEW.until, NEW.returned_at, NEW.returned_by_id)
                          IS DISTINCT FROM
                          ROW(OLD.id, OLD.registration_id, OLD.remark, OLD.until, OLD.returned_at, OLD.returned_by_id) THEN
                        RAISE EXCEPTION 'kpi_return_only_settled_once: Een terugzending verandert niet; ze kan alleen afgehandeld worden.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.registration}: {self.remark}"
