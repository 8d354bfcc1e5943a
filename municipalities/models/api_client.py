"""Software of local governments that works through the API."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import Application

from samenleven.core.constraints import together


class Scope(models.TextChoices):
    """What a client of the API may do for the local governments it speaks for (bevoegdheid)."""

    READ = "registrations:read", _("registraties lezen")
    WRITE = "registrations:write", _("registraties lezen, invullen en indienen")


class ApiClientQuerySet(models.QuerySet):
    def at_work(self):
        """Those that may ask for a token: not switched off."""
        return self.filter(switched_off_at__isnull=True)


class ApiClient(models.Model):
    """A program that works through the API in the name of local governments (toepassing, R40).

    For whom it speaks are the memberships of its own account, so that one rule says who sees which rows.
    """

    name = models.CharField(_("naam"), max_length=100)
    application = models.OneToOneField(
        Application, verbose_name=_("sleutels"), on_delete=models.PROTECT, related_name="api_client", editable=False
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("gebruiker"),
        on_delete=models.PROTECT,
        related_name="api_client",
        editable=False,
    )
    scopes = ArrayField(models.CharField(max_length=40, choices=Scope), verbose_name=_("bevoegdheden"))
    made_at = models.DateTimeField(_("gemaakt op"), editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("gemaakt door"),
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    secret_at = models.DateTimeField(_("geheim sinds"), editable=False)
    switched_off_at = models.DateTimeField(_("uitgezet op"), null=True, blank=True, editable=False)
    switched_off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("uitgezet door"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )

    objects = ApiClientQuerySet.as_manager()

    class Meta:
        verbose_name = _("toepassing")
        verbose_name_plural = _("toepassingen")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="municipalities_apiclient_name_is_unique",
                violation_error_message=_("Er is al een toepassing met deze naam."),
            ),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & Q(scopes__len__gt=0),
                name="municipalities_apiclient_scopes_are_known",
                violation_error_message=_("Kies minstens één bevoegdheid uit de lijst."),
            ),
            together(
                "switched_off_at",
                "switched_off_by",
                name="municipalities_apiclient_who_switched_it_off_says_when",
                message=_("Wie een toepassing uitzet, doet dat op een moment."),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_at_work(self) -> bool:
        """Whether it may ask for a token."""
        return self.switched_off_at is None

    @property
    def client_id(self) -> str:
        """What it calls itself when it asks for a token."""
        return self.application.client_id

    @property
    def may_write(self) -> bool:
        return Scope.WRITE in self.scopes
