"""Who acts for which local government."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.models.local_government import LocalGovernment
from samenleven.core.constraints import one_of


class Role(models.TextChoices):
    """What somebody may do for a local government (R40)."""

    EDITOR = "editor", _("invuller")
    SIGNATORY = "signatory", _("ondertekenaar")
    READER = "reader", _("lezer")


class Membership(models.Model):
    """Somebody acts for a local government in a role (lidmaatschap)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("gebruiker"), on_delete=models.CASCADE, related_name="memberships"
    )
    local_government = models.ForeignKey(
        LocalGovernment, verbose_name=_("lokaal bestuur"), on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("rol"), max_length=20, choices=Role, default=Role.EDITOR)

    class Meta:
        verbose_name = _("lidmaatschap")
        verbose_name_plural = _("lidmaatschappen")
        ordering = ["local_government__sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "local_government"],
                name="municipalities_membership_one_role_each",
                violation_error_message=_("Deze gebruiker heeft al een rol bij dit lokaal bestuur."),
            ),
            one_of(
                "role",
                Role.values,
                name="municipalities_membership_role_is_known",
                message=_("Deze rol bestaat niet."),
            ),
        ]

    def __str__(self):
        return f"{self.user} – {self.local_government} ({self.get_role_display()})"
