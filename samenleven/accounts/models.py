"""Who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from samenleven.core.constraints import one_of


class MinistryRole(models.TextChoices):
    """What a ministry official may do (R40)."""

    NONE = "", _("geen")
    CASE_HANDLER = "case_handler", _("dossierbehandelaar")
    FINANCE = "finance", _("financiën")
    ANALYST = "analyst", _("analist")
    ADMINISTRATOR = "administrator", _("beheerder")


class User(AbstractUser):
    """Somebody who signs in (gebruiker): for local governments by membership, for the ministry by role."""

    ministry_role = models.CharField(
        _("rol bij het ministerie"), max_length=20, choices=MinistryRole, default=MinistryRole.NONE, blank=True
    )

    # The database fills it in for the release that is still running and does not know it.
    is_client = models.BooleanField(
        _("is een toepassing"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Software die via de API werkt, en zich niet op de pagina's aanmeldt."),
    )

    class Meta:
        verbose_name = _("gebruiker")
        verbose_name_plural = _("gebruikers")
        constraints = [
            models.CheckConstraint(
                # "!" is how Django writes that there is no password.
                condition=Q(is_client=False)
                | Q(password__startswith="!", ministry_role="", is_superuser=False, is_staff=False),  # noqa: S106
                name="accounts_user_client_cannot_sign_in",
                violation_error_message=_("Een toepassing meldt zich niet aan, en heeft geen rol bij het ministerie."),
            ),
            one_of(
                "ministry_role",
                MinistryRole.values,
                name="accounts_user_ministry_role_is_known",
                message=_("Deze rol bij het ministerie bestaat niet."),
            ),
        ]

    def save(self, *args, **kwargs):
        # The first account comes from `createsuperuser`, and the role is what opens /beheer/ for it.
        if self._state.adding and self.is_superuser and self.ministry_role == MinistryRole.NONE:
            self.ministry_role = MinistryRole.ADMINISTRATOR
        super().save(*args, **kwargs)

    def __str__(self):
        """The name with what they sign in with; logs keep ids (R41), so this only stands where an administrator looks."""
        name = self.get_full_name()
        return f"{name} ({self.username})" if name else self.username

    @property
    def is_ministry(self) -> bool:
        """Whether this person works for the ministry, in any role."""
        return self.ministry_role != MinistryRole.NONE

    @property
    def is_administrator(self) -> bool:
        """Whether this person opens rounds and manages users."""
        return self.ministry_role == MinistryRole.ADMINISTRATOR
