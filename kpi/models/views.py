"""What somebody at the ministry keeps of the dashboards: views with a name, and a mail every week."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samenleven.core.constraints import not_after
from samenleven.notices.models import Notice


class SavedViewQuerySet(models.QuerySet):
    def of(self, user):
        """Those somebody made; only the maker changes them."""
        return self.filter(owner=user.pk)

    def visible_to(self, user):
        """One's own, and what colleagues at the ministry share."""
        if not (user.is_authenticated and user.is_ministry):
            return self.none()
        return self.filter(Q(owner=user.pk) | Q(is_shared=True))


class SavedView(models.Model):
    """A dashboard with its filters under a name (bewaarde weergave); all it shows is in its address."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("van"), on_delete=models.CASCADE, related_name="saved_views"
    )
    name = models.CharField(_("naam"), max_length=80)
    path = models.CharField(_("adres"), max_length=1000)
    is_shared = models.BooleanField(_("gedeeld met collega’s"), default=False)
    saved_at = models.DateTimeField(_("bewaard op"))

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("bewaarde weergave")
        verbose_name_plural = _("bewaarde weergaven")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name", "id"], name="kpi_savedview_shared", condition=Q(is_shared=True))]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="kpi_savedview_name_once_each",
                violation_error_message=_("U hebt al een weergave met die naam. Kies een andere."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="kpi_savedview_has_a_name",
                violation_error_message=_("Geef de weergave een naam."),
            ),
            models.CheckConstraint(
                condition=Q(path__regex=r"^/dashboard/([^/\\]|$)"),
                name="kpi_savedview_is_of_a_dashboard",
                violation_error_message=_("Alleen een dashboard kan bewaard worden."),
            ),
        ]

    def __str__(self):
        return self.name


class OwnQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own, and nobody else's."""
        return self.filter(to=user.pk) if user.is_authenticated else self.none()


class DigestSubscription(models.Model):
    """Somebody who asked for the mail of the week (abonnement op de weekmail)."""

    to = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("aan"), on_delete=models.CASCADE, related_name="digest_subscription"
    )
    asked_at = models.DateTimeField(_("gevraagd op"))

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("abonnement op de weekmail")
        verbose_name_plural = _("abonnementen op de weekmail")
        ordering = ["asked_at", "pk"]

    def __str__(self):
        return f"{self.to}"


class Digest(models.Model):
    """A mail that tells what changed in a week (weekmail): one a Monday, with what came since the one before."""

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("aan"), on_delete=models.CASCADE, related_name="digests"
    )
    on = models.DateField(_("maandag"))
    since = models.DateTimeField(_("vanaf"))
    until = models.DateTimeField(_("tot"))
    notice = models.OneToOneField(Notice, verbose_name=_("bericht"), on_delete=models.CASCADE, related_name="digest")

    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("weekmail")
        verbose_name_plural = _("weekmails")
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["to", "on"],
                name="kpi_digest_one_a_week",
                violation_error_message=_("Deze persoon kreeg deze week al een weekmail."),
            ),
            models.CheckConstraint(
                condition=Q(on__iso_week_day=1),
                name="kpi_digest_on_a_monday",
                violation_error_message=_("Een weekmail hoort bij een maandag."),
            ),
            not_after(
                "since",
                "until",
                name="kpi_digest_over_a_time",
                message=_("Een weekmail vertelt over een tijd die begint voor ze eindigt."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="kpi_digest_is_never_changed", operation=pgtrigger.Update)]

    def __str__(self):
        return f"{self.to} ({self.on})"
