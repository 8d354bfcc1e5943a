"""Who takes part in what: one row per line and member."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.models.applications import ApplicationLine
from grants.states import Certainty
from municipalities.access import local_governments_of
from municipalities.models import LocalGovernment
from samenleven.core.constraints import one_of
from samenleven.core.models import bumps


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
