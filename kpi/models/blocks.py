"""What the portal itself writes for a sub-question (R39)."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpi.models.questions import SubQuestion, frozen_with_its_question
from kpi.models.snapshots import Snapshot
from kpi.states import BlockKind
from samenleven.core.constraints import one_of


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Block(models.Model):
    """What the portal writes for a sub-question: which figures, of which rounds and actions, as known when (bouwsteen)."""

    part = models.ForeignKey(SubQuestion, verbose_name=_("deelvraag"), on_delete=models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField(_("volgorde"))
    kind = models.CharField(_("bouwsteen"), max_length=20, choices=BlockKind)
    rounds = ArrayField(models.SlugField(max_length=40), verbose_name=_("projectrondes"))
    actions = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("acties"))
    is_interim = models.BooleanField(_("tussentijdse rapportering"), default=False)
    known_on = models.DateField(_("zoals gekend op"), null=True, blank=True)
    snapshot = models.ForeignKey(
        Snapshot, verbose_name=_("momentopname"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fields = models.PositiveSmallIntegerField(_("bijkomende velden"), null=True, blank=True)

    class Meta:
        verbose_name = _("bouwsteen")
        verbose_name_plural = _("bouwstenen")
        ordering = ["part_id", "position", "pk"]
        constraints = [
            one_of("kind", BlockKind.values, name="kpi_block_kind_is_known", message=_("Deze bouwsteen bestaat niet.")),
            models.CheckConstraint(
                condition=Q(rounds__len__gt=0),
                name="kpi_block_is_about_a_round",
                violation_error_message=_("Kies minstens één projectronde."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="cost") | Q(fields__isnull=False),
                name="kpi_block_cost_says_what_is_asked",
                violation_error_message=_("Zeg hoeveel bijkomende velden een lokaal bestuur zou invullen."),
            ),
            models.CheckConstraint(
                condition=Q(snapshot__isnull=True) | Q(known_on__isnull=True),
                name="kpi_block_one_basis",
                violation_error_message=_(
                    "Een momentopname heeft haar eigen moment: kies een dag of een momentopname."
                ),
            ),
        ]
        triggers = [
            frozen_with_its_question("kpi_block", "SELECT question_id FROM kpi_subquestion WHERE id = {row}.part_id")
        ]

    def __str__(self):
        return str(self.get_kind_display())
