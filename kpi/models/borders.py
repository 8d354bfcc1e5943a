"""The borders on the map, where an administrator loaded them; without them the map draws points alone."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samenleven.core.models import bumps


class Borders(models.Model):
    """The borders that the map draws (grenzen); the newest are drawn."""

    source = models.CharField(
        _("bron en licentie"), max_length=200, help_text=_("Van wie de grenzen komen, en wat u ermee mag doen.")
    )
    outlines = models.JSONField(_("omtrekken"))
    number = models.PositiveIntegerField(_("aantal gebieden"))
    loaded_at = models.DateTimeField(_("geladen op"))
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("geladen door"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("grenzen")
        verbose_name_plural = _("grenzen")
        ordering = ["-loaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(source=""),
                name="kpi_borders_name_their_source",
                violation_error_message=_("Zeg van wie de grenzen komen."),
            )
        ]
        triggers = [bumps("figures", of="kpi_borders")]

    def __str__(self):
        return self.source

    @classmethod
    def features(cls) -> list:
        """What the map draws: GeoJSON features of the newest borders, or nothing; one statement."""
        found = cls.objects.values_list("outlines", flat=True).first()
        return found or []
