"""What was submitted, and what was said about it."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.models.applications import Application
from grants.models.participants import OfAnApplicationQuerySet
from samenleven.core.constraints import in_order


class ApplicationVersion(models.Model):
    """An application as it was submitted (ingediende versie): never changed, never deleted (R17, R29)."""

    application = models.ForeignKey(
        Application, verbose_name=_("aanvraag"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("nummer"))
    sent_at = models.DateTimeField(_("ingediend op"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("ingediend door"), on_delete=models.PROTECT, related_name="+"
    )
    made_ready_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("klaargezet door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    content = models.JSONField(_("inhoud"))
    digest = models.CharField(_("controlegetal"), max_length=64)

    objects = OfAnApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("ingediende versie")
        verbose_name_plural = _("ingediende versies")
        ordering = ["application_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"],
                name="grants_applicationversion_number_is_unique",
                violation_error_message=_("Deze versie bestaat al."),
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="grants_applicationversion_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self):
        return f"{self.application} ({self.number})"


class ApplicationReturn(models.Model):
    """The ministry sends an application back to be put right (terugzending), until a moment."""

    application = models.ForeignKey(
        Application, verbose_name=_("aanvraag"), on_delete=models.PROTECT, related_name="returns"
    )
    remark = models.TextField(_("opmerking"))
    until = models.DateTimeField(_("verbeteren tot"))
    sent_at = models.DateTimeField(_("teruggestuurd op"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("teruggestuurd door"), on_delete=models.PROTECT, related_name="+"
    )

    objects = OfAnApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("teruggestuurde aanvraag")
        verbose_name_plural = _("teruggestuurde aanvragen")
        ordering = ["application_id", "-sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(remark=""),
                name="grants_applicationreturn_has_a_remark",
                violation_error_message=_("Zeg wat er verbeterd moet worden."),
            ),
            in_order(
                "sent_at",
                "until",
                name="grants_applicationreturn_gives_time",
                message=_("Kies een moment dat nog moet komen."),
            ),
        ]

    def __str__(self):
        return f"{self.application}: {self.until}"


class ApplicationNote(models.Model):
    """What officials write to each other about an application (interne nota); no applicant sees it."""

    application = models.ForeignKey(
        Application, verbose_name=_("aanvraag"), on_delete=models.PROTECT, related_name="notes"
    )
    text = models.TextField(_("tekst"), max_length=4000)
    written_at = models.DateTimeField(_("geschreven op"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("geschreven door"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("interne nota")
        verbose_name_plural = _("interne nota's")
        ordering = ["application_id", "-written_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="grants_applicationnote_says_something",
                violation_error_message=_("Schrijf eerst iets."),
            )
        ]

    def __str__(self):
        return f"{self.application}: {self.written_at}"
