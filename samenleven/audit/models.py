"""What people did: the intent, beside the row history that the triggers keep."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """Somebody did something to a thing (gebeurtenis); kept for ever, with ids only (R41)."""

    at = models.DateTimeField(_("moment"), auto_now_add=True, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("door"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(_("wat"), max_length=60)
    model = models.CharField(_("soort"), max_length=60)
    object_id = models.CharField(_("sleutel"), max_length=60)
    data = models.JSONField(_("gegevens"), default=dict)

    class Meta:
        verbose_name = _("gebeurtenis")
        verbose_name_plural = _("gebeurtenissen")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["model", "object_id"], name="audit_event_of_a_thing")]
        triggers = [pgtrigger.Protect(name="audit_event_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.verb} {self.model} {self.object_id}"
