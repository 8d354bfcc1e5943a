"""How many inhabitants of non-EU-14 origin a local government counted in a year."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.models.local_government import LocalGovernment


class OriginCountQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The counts are statistics that everybody may know."""
        return self


@pghistory.track()
class OriginCount(models.Model):
    """How many inhabitants of non-EU-14 origin a local government has in a reference year (herkomstcijfer), imported (R10)."""

    local_government = models.ForeignKey(
        LocalGovernment, verbose_name=_("lokaal bestuur"), on_delete=models.PROTECT, related_name="origin_counts"
    )
    year = models.PositiveSmallIntegerField(_("referentiejaar"))
    inhabitants = models.PositiveIntegerField(_("inwoners van niet-EU-14-herkomst"))

    objects = OriginCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("herkomstcijfer")
        verbose_name_plural = _("herkomstcijfers")
        ordering = ["-year", "local_government__sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["local_government", "year"],
                name="municipalities_origincount_once_a_year",
                violation_error_message=_("Dit lokaal bestuur heeft al een herkomstcijfer voor dat jaar."),
            )
        ]

    def __str__(self):
        return f"{self.local_government} ({self.year})"
