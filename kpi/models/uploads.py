"""A workbook that somebody handed in, until its figures stand in the form."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.models import ReportingMoment
from kpi.states import UploadStatus
from municipalities.access import local_governments_of
from municipalities.models import LocalGovernment
from samenleven.accounts.models import MinistryRole
from samenleven.core.constraints import not_after, one_of

HELP_DESK = (MinistryRole.CASE_HANDLER, MinistryRole.ADMINISTRATOR)


class UploadQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the local governments somebody acts for; for the help desk those that were refused, for the others of the ministry none.

        A workbook holds what is not sent yet: the ministry sees only what a local government needs help with.
        """
        if user.is_authenticated and user.ministry_role in HELP_DESK:
            return self.filter(status=UploadStatus.REFUSED)
        return self.filter(local_government__in=local_governments_of(user))

    def waiting(self):
        """Those that somebody still accepts or discards."""
        return self.filter(status=UploadStatus.SHOWN)

    def without_content(self):
        """Without the file itself, only whether it is kept (`is_kept`): a list needs it of none."""
        return self.defer("content", "rows").annotate(is_kept=Q(content__isnull=False))


class Upload(models.Model):
    """A workbook as it was handed in (opgeladen bestand): shown, then accepted or discarded; or refused (R28).

    Its number is what the help desk asks for; a refused file is kept for thirty days, every other until its end.
    """

    moment = models.ForeignKey(
        ReportingMoment, verbose_name=_("rapporteringsmoment"), on_delete=models.PROTECT, related_name="uploads"
    )
    local_government = models.ForeignKey(
        LocalGovernment, verbose_name=_("lokaal bestuur"), on_delete=models.PROTECT, related_name="uploads"
    )
    status = models.CharField(_("status"), max_length=10, choices=UploadStatus, default=UploadStatus.RECEIVED)
    uploaded_at = models.DateTimeField(_("opgeladen op"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("opgeladen door"), on_delete=models.PROTECT, related_name="+"
    )
    file_name = models.CharField(_("bestandsnaam"), max_length=255)
    content = models.BinaryField(_("inhoud"), null=True)
    sha256 = models.CharField(_("controlegetal"), max_length=64)
    size = models.PositiveIntegerField(_("grootte in bytes"))
    refusal = models.TextField(_("reden van weigering"), blank=True)
    rows = models.JSONField(_("gelezen rijen"), null=True)
    ended_at = models.DateTimeField(_("afgehandeld op"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("afgehandeld door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("opgeladen bestand")
        verbose_name_plural = _("opgeladen bestanden")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            one_of(
                "status",
                UploadStatus.values,
                name="kpi_upload_status_is_known",
                message=_("Deze status bestaat niet."),
            ),
            models.CheckConstraint(
                condition=Q(status=UploadStatus.REFUSED) ^ Q(refusal=""),
                name="kpi_upload_refusal_says_why",
                violation_error_message=_("Een geweigerd bestand zegt waarom, een ander niet."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[UploadStatus.ACCEPTED, UploadStatus.DISCARDED])
                | Q(content__isnull=True, rows__isnull=True, ended_at__isnull=False),
                name="kpi_upload_goes_in_the_end",
                violation_error_message=_("Van een afgehandeld bestand blijft de inhoud niet bewaard."),
            ),
            not_after(
                "uploaded_at",
                "ended_at",
                name="kpi_upload_ends_after_it_came",
                message=_("Een bestand wordt pas afgehandeld nadat het opgeladen is."),
            ),
        ]
        indexes = [
            models.Index(fields=["moment", "local_government", "status"], name="kpi_upload_of_page"),
            models.Index(fields=["status", "uploaded_at"], name="kpi_upload_by_age"),
        ]

    def __str__(self):
        return f"{self.file_name} ({self.pk})"
