"""What must still be said: every mail is first a row here, in the same transaction as its cause."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from samenleven.core.constraints import one_of


class NoticeKind(models.TextChoices):
    """What a message is about (soort bericht)."""

    RECEIPT = "receipt", _("ontvangstbewijs")
    REMINDER = "reminder", _("herinnering")
    QUESTION = "question", _("vraag of antwoord")
    RETURNED = "returned", _("teruggestuurd")
    MORE_TIME = "more_time", _("meer tijd")
    INFORMATION = "information", _("mededeling")


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and nobody else's: the ministry does not read along."""
        return self.filter(to=user.pk) if user.is_authenticated else self.none()

    def waiting(self):
        """Those whose mail has not left and still must."""
        return self.filter(sent_at__isnull=True, dropped_at__isnull=True)

    def due_at(self, moment):
        """Those that wait and whose turn it is to be tried (again)."""
        return self.waiting().filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=moment))

    def unread(self):
        """Those that were not opened yet."""
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """One message to one person (bericht): a mail, and a page of the portal."""

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("aan"), on_delete=models.CASCADE, related_name="notices"
    )
    # The defaults stand in the database too: a site that is still the older one goes on posting during a release.
    kind = models.CharField(
        _("soort"),
        max_length=20,
        choices=NoticeKind,
        default=NoticeKind.INFORMATION,
        db_default=NoticeKind.INFORMATION,
    )
    subject = models.CharField(_("onderwerp"), max_length=200)
    text = models.TextField(_("tekst"))
    html = models.TextField(_("opgemaakte tekst"))
    path = models.CharField(_("adres om naartoe te gaan"), max_length=300, blank=True, default="", db_default="")
    created_at = models.DateTimeField(_("gemaakt op"), auto_now_add=True)
    read_at = models.DateTimeField(_("gelezen op"), null=True, blank=True)
    sent_at = models.DateTimeField(_("verstuurd op"), null=True, blank=True)
    attempts = models.PositiveIntegerField(_("pogingen"), default=0)
    next_try_at = models.DateTimeField(_("volgende poging op"), null=True, blank=True)
    last_error = models.CharField(_("laatste fout"), max_length=200, blank=True)
    dropped_at = models.DateTimeField(_("niet meer nodig sinds"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("bericht")
        verbose_name_plural = _("berichten")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["attempts", "id"],
                name="notices_notice_to_mail",
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
            ),
            models.Index(fields=["to", "-created_at", "-id"], name="notices_notice_of_somebody"),
            models.Index(fields=["to"], name="notices_notice_unread", condition=Q(read_at__isnull=True)),
        ]
        constraints = [
            one_of(
                "kind",
                NoticeKind.values,
                name="notices_notice_kind_is_known",
                message=_("Dit soort bericht bestaat niet."),
            ),
            models.CheckConstraint(
                condition=Q(path="") | Q(path__regex=r"^/([^/\\]|$)"),
                name="notices_notice_leads_inside",
                violation_error_message=_("Een bericht leidt alleen naar een bladzijde van dit portaal."),
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True),
                name="notices_notice_sent_or_dropped",
                violation_error_message=_("Een bericht vertrekt of is niet meer nodig, niet allebei."),
            ),
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return reverse("notices:notice", args=[self.pk])
