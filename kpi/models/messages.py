"""What a local government and the ministry write to each other about one registration."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.models import Application, ReportingMoment
from municipalities.models import LocalGovernment

LONGEST_MESSAGE = 4000


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the ministry; for others those of the applications in which a local government of theirs takes part."""
        if user.is_authenticated and user.is_ministry:
            return self
        return self.filter(application__in=Application.objects.visible_to(user).values("pk"))

    def newest_of_each(self):
        """The last word of each conversation: who said it says whether somebody waits for an answer."""
        newest = self.order_by("moment_id", "application_id", "-written_at", "-pk").distinct(
            "moment_id", "application_id"
        )
        return Message.objects.filter(pk__in=newest.values("pk"))

    def waiting(self):
        """The last word of each conversation in which a local government waits for an answer."""
        return self.newest_of_each().filter(from_ministry=False)


class Message(models.Model):
    """Somebody wrote to the other side about a registration (vraag of antwoord); never changed or deleted."""

    moment = models.ForeignKey(
        ReportingMoment, verbose_name=_("rapporteringsmoment"), on_delete=models.PROTECT, related_name="messages"
    )
    application = models.ForeignKey(
        Application, verbose_name=_("aanvraag"), on_delete=models.PROTECT, related_name="messages"
    )
    text = models.TextField(_("tekst"), help_text=_("Noem geen personen."))
    written_at = models.DateTimeField(_("geschreven op"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("geschreven door"), on_delete=models.PROTECT, related_name="+"
    )
    from_ministry = models.BooleanField(_("van het ministerie"), default=False)
    local_government = models.ForeignKey(
        LocalGovernment,
        verbose_name=_("namens"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("vraag of antwoord")
        verbose_name_plural = _("vragen en antwoorden")
        ordering = ["written_at", "pk"]
        indexes = [
            models.Index(
                fields=["moment", "application", "-written_at", "-id"],
                name="kpi_message_conversation",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_ministry=True, local_government__isnull=True)
                | Q(from_ministry=False, local_government__isnull=False),
                name="kpi_message_from_one_side",
                violation_error_message=_("Een bericht komt van het ministerie of van een lokaal bestuur."),
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="kpi_message_says_something",
                violation_error_message=_("Schrijf eerst iets."),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="kpi_message_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="kpi_message_application_of_its_round",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF (SELECT round_id FROM grants_application WHERE id = NEW.application_id)
                       IS DISTINCT FROM (SELECT round_id FROM grants_reportingmoment WHERE id = NEW.moment_id) THEN
                        RAISE EXCEPTION 'kpi_message_application_of_its_round: Het rapporteringsmoment hoort bij een andere ronde.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.application} ({self.moment})"
