"""What an applicant may count on before a budget is divided over all."""

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from grants.models.rounds import ProjectRound
from municipalities.access import local_governments_of
from municipalities.models import LocalGovernment
from samenleven.core.constraints import not_negative
from samenleven.core.fields import EuroField


class EnvelopeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """All for the ministry; for others those of their own local governments."""
        if user.is_authenticated and user.is_ministry:
            return self
        return self.filter(lead__in=local_governments_of(user))


@pghistory.track()
class Envelope(models.Model):
    """What an applicant may count on in a round (enveloppe), before the others are served (R20)."""

    round = models.ForeignKey(
        ProjectRound, verbose_name=_("projectronde"), on_delete=models.PROTECT, related_name="envelopes"
    )
    lead = models.ForeignKey(
        LocalGovernment, verbose_name=_("trekker"), on_delete=models.PROTECT, related_name="envelopes"
    )
    amount = EuroField(_("bedrag"))

    objects = EnvelopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("enveloppe")
        verbose_name_plural = _("enveloppen")
        ordering = ["round_id", "lead__sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "lead"],
                name="grants_envelope_one_each",
                violation_error_message=_("Deze aanvrager heeft al een enveloppe in deze ronde."),
            ),
            not_negative(
                "amount",
                name="grants_envelope_is_not_negative",
                message=_("Een enveloppe is nooit negatief."),
            ),
        ]

    def __str__(self):
        return f"{self.lead} ({self.round})"
