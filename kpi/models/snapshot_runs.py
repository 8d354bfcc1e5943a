"""The work around a snapshot: a piece of work that freezes a moment (R36), a recount of what was frozen (R34)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants.models import ReportingMoment
from grants.models.catalogue import PublicQuerySet
from kpi.models.snapshots import Snapshot
from kpi.states import RunStatus
from samenleven.core.constraints import one_of


class SnapshotRunQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The ministry follows its own work."""
        return self if user.is_authenticated and user.is_ministry else self.none()


class SnapshotRun(models.Model):
    """A piece of work that freezes a moment (opdracht): who asked, how far it is, how it ended (R36)."""

    moment = models.ForeignKey(
        ReportingMoment, verbose_name=_("rapporteringsmoment"), on_delete=models.PROTECT, related_name="runs"
    )
    status = models.CharField(_("status"), max_length=10, choices=RunStatus, default=RunStatus.WAITING)
    requested_at = models.DateTimeField(_("gevraagd op"), auto_now_add=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("gevraagd door"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(_("begonnen op"), null=True)
    ended_at = models.DateTimeField(_("geëindigd op"), null=True)
    stop_requested_at = models.DateTimeField(_("stop gevraagd op"), null=True)
    outcome = models.CharField(_("afloop"), max_length=200, blank=True)
    snapshot = models.ForeignKey(
        Snapshot, verbose_name=_("momentopname"), null=True, on_delete=models.PROTECT, related_name="runs"
    )

    objects = SnapshotRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("opdracht")
        verbose_name_plural = _("opdrachten")
        ordering = ["-requested_at", "-pk"]
        constraints = [
            one_of(
                "status",
                RunStatus.values,
                name="kpi_snapshotrun_status_is_known",
                message=_("Deze status bestaat niet."),
            ),
            models.UniqueConstraint(
                fields=["moment"],
                condition=Q(status__in=["waiting", "running"]),
                name="kpi_snapshotrun_one_at_a_time",
                violation_error_message=_("Voor dit rapporteringsmoment loopt al een opdracht."),
            ),
        ]

    def __str__(self):
        return f"{self.moment} ({self.get_status_display()})"

    def get_absolute_url(self):
        return reverse("kpi:snapshot-run", args=[self.pk])


class SnapshotCheck(models.Model):
    """A recount of a snapshot from the registrations (hertelling), and whether it gave the same (R34)."""

    snapshot = models.ForeignKey(
        Snapshot, verbose_name=_("momentopname"), on_delete=models.CASCADE, related_name="checks"
    )
    checked_at = models.DateTimeField(_("hertelde op"))
    stored_digest = models.CharField(_("controlegetal van de bewaarde rijen"), max_length=64)
    recount_digest = models.CharField(_("controlegetal van de hertelling"), max_length=64)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("hertelling")
        verbose_name_plural = _("hertellingen")
        ordering = ["-checked_at"]

    def __str__(self):
        return f"{self.snapshot} {self.checked_at:%Y-%m-%d}"

    @property
    def is_intact(self) -> bool:
        """Whether the stored rows still give the digest of the snapshot."""
        return self.stored_digest == self.snapshot.digest

    @property
    def agrees(self) -> bool:
        """Whether the registrations still give the figures of the snapshot."""
        return self.recount_digest == self.snapshot.digest
