"""Local governments that apply together."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Partnership(models.Model):
    """A name under which local governments work together, longer than a round (samenwerkingsverband)."""

    name = models.CharField(_("naam"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("samenwerkingsverband")
        verbose_name_plural = _("samenwerkingsverbanden")
        ordering = ["name"]

    def __str__(self):
        return self.name
