"""When: calls, project years, reporting moments, and every change of a date."""

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from grants import changes
from grants.models.budgets import COVERS_THE_AWARDS
from grants.models.catalogue import OfARoundQuerySet, Programme
from grants.states import AllocationRule, MomentKind, Precision
from samenleven.core.constraints import in_order, not_after, not_negative, one_of
from samenleven.core.fields import EuroField
from samenleven.core.models import bumps


class ProjectRoundQuerySet(OfARoundQuerySet):
    published = "published_at"

    def told(self):
        """Those that were published; the others are being prepared, and nobody outside the ministry hears of them."""
        return self.filter(published_at__isnull=False)

    def real(self):
        """Those that count: published, and no practice; practice rounds only show where they are named (R33)."""
        return self.told().filter(is_practice=False)


@pghistory.track()
class ProjectRound(models.Model):
    """A call and the project year it pays for (projectronde)."""

    programme = models.ForeignKey(
        Programme, verbose_name=_("programma"), on_delete=models.PROTECT, related_name="rounds"
    )
    code = models.SlugField(_("code"), max_length=40, unique=True)
    number = models.PositiveSmallIntegerField(_("nummer"), null=True, blank=True)
    title = models.CharField(_("titel"), max_length=120)
    is_practice = models.BooleanField(_("oefenronde"), default=False)
    opens_at = models.DateTimeField(_("oproep opent op"), null=True, blank=True)
    closes_at = models.DateTimeField(_("oproep sluit op"), null=True, blank=True)
    entries_until = models.DateTimeField(_("nieuwe aanvragen tot"), null=True, blank=True)
    changes_until = models.DateTimeField(_("verbeteringen van aanvragen tot"), null=True, blank=True)
    starts_on = models.DateField(_("projectjaar begint op"))
    ends_on = models.DateField(_("projectjaar eindigt op"))
    budget = EuroField(_("budget over alle acties samen"), null=True, blank=True)
    decided_on = models.DateField(_("beslissing van de regering"), null=True, blank=True)
    previous = models.ForeignKey(
        "self", verbose_name=_("vorige ronde"), null=True, blank=True, on_delete=models.PROTECT, related_name="next"
    )
    # What a decree or a call can change (R10, R20, R22, R30). The database fills it in for the release that still runs beside this one.
    origin_threshold = models.PositiveIntegerField(
        _("drempel: inwoners van niet-EU-14-herkomst"), default=7500, db_default=7500
    )
    origin_year = models.PositiveSmallIntegerField(_("referentiejaar van die inwoners"), null=True, blank=True)
    allocation_rule = models.CharField(
        _("verdeelregel"),
        max_length=10,
        choices=AllocationRule,
        default=AllocationRule.TIERS,
        db_default=AllocationRule.TIERS.value,
    )
    states_are_whole = models.BooleanField(
        _("een toestand wordt geheel of niet toegekend"), default=True, db_default=True
    )
    advance_percentage = models.DecimalField(
        _("voorschot, in procent"), max_digits=5, decimal_places=2, default=80, db_default=80
    )
    interim_percentage = models.DecimalField(
        _("tussentijds te bereiken, in procent"), max_digits=5, decimal_places=2, default=25, db_default=25
    )
    review_days = models.PositiveSmallIntegerField(_("dagen waarin het ministerie beslist"), default=90, db_default=90)
    appeal_clause = models.TextField(_("beroepsclausule"), blank=True, db_default="")
    published_at = models.DateTimeField(
        _("bekendgemaakt op"), null=True, blank=True, default=timezone.now, db_default=Now()
    )
    remarks = models.TextField(_("opmerkingen"), blank=True)
    source_url = models.TextField(_("bron"), blank=True)

    objects = ProjectRoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("projectronde")
        verbose_name_plural = _("projectrondes")
        ordering = ["programme_id", "is_practice", "number", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "number"],
                name="grants_projectround_number_is_unique",
                violation_error_message=_("Deze ronde bestaat al in dit programma."),
            ),
            in_order(
                "opens_at",
                "closes_at",
                name="grants_projectround_closes_after_it_opens",
                message=_("Een ronde sluit pas nadat ze opengaat."),
            ),
            in_order(
                "starts_on",
                "ends_on",
                name="grants_projectround_year_ends_after_it_starts",
                message=_("Een projectjaar eindigt pas nadat het begint."),
            ),
            not_negative(
                "budget",
                name="grants_projectround_budget_is_not_negative",
                message=_("Een budget is nooit negatief."),
            ),
            not_after(
                "closes_at",
                "entries_until",
                "changes_until",
                name="grants_projectround_three_dates_in_order",
                message=_(
                    "De drie datums staan op volgorde: de oproep sluit, laatste nieuwe aanvraag, laatste verbetering."
                ),
            ),
            models.CheckConstraint(
                condition=Q(advance_percentage__range=(0, 100)) & Q(interim_percentage__range=(0, 100)),
                name="grants_projectround_percentages_are_between_0_and_100",
                violation_error_message=_("Een percentage ligt tussen 0 en 100."),
            ),
            one_of(
                "allocation_rule",
                AllocationRule.values,
                name="grants_projectround_allocation_rule_is_known",
                message=_("Deze verdeelregel bestaat niet."),
            ),
            models.CheckConstraint(
                condition=Q(is_practice=True) | Q(number__isnull=False),
                name="grants_projectround_real_round_has_a_number",
                violation_error_message=_("Een echte ronde heeft een nummer."),
            ),
        ]
        triggers = [bumps("figures", of="grants_projectround"), COVERS_THE_AWARDS]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("grants:round", args=[self.code])


class ReportingMomentQuerySet(OfARoundQuerySet):
    def due_at(self, moment):
        """Those whose told deadline has passed; that of a round that was not published was told to nobody."""
        return self.filter(deadline__lt=moment, round__published_at__isnull=False)


@pghistory.track()
class ReportingMoment(models.Model):
    """When local governments say what they reached (rapporteringsmoment), with three dates (R14)."""

    round = models.ForeignKey(
        ProjectRound, verbose_name=_("projectronde"), on_delete=models.PROTECT, related_name="moments"
    )
    kind = models.CharField(_("soort"), max_length=10, choices=MomentKind)
    covers_from = models.DateField(_("gaat over de periode van"))
    covers_until = models.DateField(_("gaat over de periode tot en met"))
    opens_at = models.DateTimeField(_("registreren kan vanaf"), null=True, blank=True)
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    deadline_precision = models.CharField(
        _("nauwkeurigheid van de deadline"), max_length=10, choices=Precision, default=Precision.DAY
    )
    entries_until = models.DateTimeField(_("nieuwe registraties tot"), null=True, blank=True)
    changes_until = models.DateTimeField(_("verbeteringen tot"), null=True, blank=True)

    objects = ReportingMomentQuerySet.as_manager()

    class Meta:
        verbose_name = _("rapporteringsmoment")
        verbose_name_plural = _("rapporteringsmomenten")
        ordering = ["round_id", "covers_until", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "kind"],
                name="grants_reportingmoment_one_of_a_kind_per_round",
                violation_error_message=_("Deze ronde heeft al zo'n rapporteringsmoment."),
            ),
            one_of(
                "kind",
                MomentKind.values,
                name="grants_reportingmoment_kind_is_known",
                message=_("Dit soort rapporteringsmoment bestaat niet."),
            ),
            in_order(
                "covers_from",
                "covers_until",
                name="grants_reportingmoment_covers_a_period",
                message=_("De periode eindigt pas nadat ze begint."),
            ),
            in_order(
                "opens_at",
                "deadline",
                name="grants_reportingmoment_deadline_after_it_opens",
                message=_("De deadline komt na de opening."),
            ),
            not_after(
                "deadline",
                "entries_until",
                "changes_until",
                name="grants_reportingmoment_three_dates_in_order",
                message=_(
                    "De drie datums staan op volgorde: deadline, laatste nieuwe registratie, laatste verbetering."
                ),
            ),
        ]
        triggers = [bumps("figures", of="grants_reportingmoment")]

    def __str__(self):
        return f"{self.round} – {self.get_kind_display()}"

    @property
    def code(self) -> str:
        """The address of the moment: `1-final`."""
        return f"{self.round.code}-{self.kind}"

    def is_due(self, moment=None) -> bool:
        """Whether the told deadline has passed."""
        return self.deadline is not None and self.deadline < (moment or timezone.now())


@pghistory.track()
class RoundChange(models.Model):
    """A date or a price of a round that changed (wijziging van een ronde): old, new, when, why (R13)."""

    round = models.ForeignKey(
        ProjectRound, verbose_name=_("projectronde"), on_delete=models.PROTECT, related_name="changes"
    )
    what = models.CharField(_("wat"), max_length=80)
    old = models.CharField(_("oude waarde"), max_length=80, blank=True)
    new = models.CharField(_("nieuwe waarde"), max_length=80, blank=True)
    changed_at = models.DateTimeField(_("gewijzigd op"), null=True, blank=True)
    reason = models.TextField(_("reden"), blank=True)
    by_role = models.CharField(_("door"), max_length=60, blank=True)
    source_url = models.TextField(_("bron"), blank=True)

    objects = OfARoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("wijziging van een ronde")
        verbose_name_plural = _("wijzigingen van een ronde")
        ordering = ["round_id", "changed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "what", "old", "new", "changed_at"],
                nulls_distinct=False,
                name="grants_roundchange_told_once",
                violation_error_message=_("Deze wijziging staat er al."),
            )
        ]

    def __str__(self):
        old, new = (changes.value_of(self.what, value) for value in (self.old, self.new))
        return f"{changes.name_of(self.what)}: {old} → {new}"
