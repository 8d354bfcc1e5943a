"""Figures that stand for ever: written once, read for ever; a correction is the next number (R33)."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from grants.models import Action, ApplicationLine, Indicator, Participation, ReportingMoment
from grants.models.catalogue import PublicQuerySet
from grants.states import AwardKind, Certainty, IndicatorKind, Measure
from kpi.models.breakdowns import Category
from kpi.states import FigureState, SnapshotCause
from municipalities.models import LocalGovernment
from samenleven.core.constraints import one_of
from samenleven.core.fields import EuroField, UnitsField
from samenleven.core.models import bumps


def written_once(table):
    """No row of a snapshot is changed or deleted, not by SQL either; emptying a whole table shows in the digest."""
    return pgtrigger.Protect(name=f"{table}_is_written_once", operation=pgtrigger.Update | pgtrigger.Delete)


def written_with_its_snapshot(table):
    """The snapshot itself is written last: once it stands, no figure can be added to it."""
    return pgtrigger.Trigger(
        name=f"{table}_comes_with_its_snapshot",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
            IF EXISTS (SELECT 1 FROM kpi_snapshot WHERE id = NEW.snapshot_id) THEN
                RAISE EXCEPTION '{table}_comes_with_its_snapshot: Een momentopname verandert niet meer.'
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        """,
    )


class SnapshotQuerySet(PublicQuerySet):
    def public(self):
        """Those of after the told deadline of their moment: one of before it is the ministry's (R33)."""
        return self.filter(was_due=True)

    def visible_to(self, user):
        """Every snapshot for the ministry, for everybody else the public ones."""
        return self if user is not None and user.is_authenticated and user.is_ministry else self.public()


class Snapshot(models.Model):
    """The figures of a reporting moment, frozen (momentopname)."""

    moment = models.ForeignKey(
        ReportingMoment, verbose_name=_("rapporteringsmoment"), on_delete=models.PROTECT, related_name="snapshots"
    )
    number = models.PositiveIntegerField(_("nummer"))
    code = models.CharField(_("code"), max_length=60, unique=True)
    cause = models.CharField(_("aanleiding"), max_length=12, choices=SnapshotCause)
    as_of = models.DateTimeField(_("cijfers zoals gekend op"))
    was_due = models.BooleanField(_("de deadline was voorbij"))
    taken_at = models.DateTimeField(_("genomen op"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("genomen door"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    corrects = models.ForeignKey(
        "self", verbose_name=_("verbetert"), null=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    rule_version = models.CharField(_("versie van de rekenregels"), max_length=20)
    digest = models.CharField(_("controlegetal (SHA-256)"), max_length=64)
    # The digest is public: without this, who knows all but a few hidden counts would try them until it fits.
    # Snapshots of before rule version 2026.2 have none.
    salt = models.CharField(
        _("geheime toevoeging"), max_length=64, default="", db_default="", blank=True, editable=False
    )

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("momentopname")
        verbose_name_plural = _("momentopnames")
        ordering = ["moment_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["moment", "number"],
                name="kpi_snapshot_number_is_unique",
                violation_error_message=_("Dit nummer bestaat al voor dit rapporteringsmoment."),
            ),
            models.UniqueConstraint(
                fields=["moment"],
                condition=Q(cause="deadline"),
                name="kpi_snapshot_one_deadline_each",
                violation_error_message=_("De deadline van dit rapporteringsmoment is al bevroren."),
            ),
            one_of(
                "cause",
                SnapshotCause.values,
                name="kpi_snapshot_cause_is_known",
                message=_("Deze aanleiding bestaat niet."),
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="kpi_snapshot_has_a_digest",
                violation_error_message=_("Een momentopname heeft een controlegetal."),
            ),
            models.CheckConstraint(
                condition=~Q(cause="correction") | Q(corrects__isnull=False),
                name="kpi_snapshot_correction_says_of_what",
                violation_error_message=_("Een verbetering zegt welke momentopname ze verbetert."),
            ),
        ]
        triggers = [written_once("kpi_snapshot"), bumps("figures", of="kpi_snapshot")]

    def __str__(self):
        return self.code

    def get_absolute_url(self):
        return reverse("kpi:snapshot", args=[self.code])


class OfferFigure(models.Model):
    """What was offered for an action, as frozen (bevroren aanbod): the price and unit that figures are derived with."""

    snapshot = models.ForeignKey(
        Snapshot, verbose_name=_("momentopname"), on_delete=models.PROTECT, related_name="offer_figures"
    )
    action = models.ForeignKey(Action, verbose_name=_("actie"), on_delete=models.PROTECT, related_name="+")
    financed = models.BooleanField(_("werd betaald in deze ronde"))
    unit_family = models.CharField(_("familie van eenheden"), max_length=30)
    kind = models.CharField(_("soort"), max_length=10, choices=IndicatorKind)
    amount_per_unit = EuroField(_("bedrag per eenheid"), null=True)
    is_history = models.BooleanField(_("alleen uit bronnen bekend"))

    class Meta:
        verbose_name = _("bevroren aanbod")
        verbose_name_plural = _("bevroren aanbod")
        constraints = [models.UniqueConstraint(fields=["snapshot", "action"], name="kpi_offerfigure_grain")]
        triggers = [written_once("kpi_offerfigure"), written_with_its_snapshot("kpi_offerfigure")]

    def __str__(self):
        return f"{self.snapshot}: {self.action}"


class ActionFigure(models.Model):
    """A local government in an action, as frozen (bevroren deelname): one row per participation."""

    snapshot = models.ForeignKey(
        Snapshot, verbose_name=_("momentopname"), on_delete=models.PROTECT, related_name="action_figures"
    )
    participation = models.ForeignKey(
        Participation, verbose_name=_("deelname"), on_delete=models.PROTECT, related_name="+"
    )
    certainty = models.CharField(_("zekerheid"), max_length=10, choices=Certainty)
    is_expected = models.BooleanField(_("registratie verwacht"))
    state = models.CharField(_("stand"), max_length=20, choices=FigureState)
    version_number = models.PositiveIntegerField(_("versie"), null=True)

    class Meta:
        verbose_name = _("bevroren deelname")
        verbose_name_plural = _("bevroren deelnames")
        constraints = [models.UniqueConstraint(fields=["snapshot", "participation"], name="kpi_actionfigure_grain")]
        triggers = [written_once("kpi_actionfigure"), written_with_its_snapshot("kpi_actionfigure")]

    def __str__(self):
        return f"{self.snapshot}: {self.participation}"


class AwardFigure(models.Model):
    """What was granted for a line, as frozen (bevroren toekenning): money stands at the lead (R6)."""

    snapshot = models.ForeignKey(
        Snapshot, verbose_name=_("momentopname"), on_delete=models.PROTECT, related_name="award_figures"
    )
    line = models.ForeignKey(
        ApplicationLine, verbose_name=_("aanvraaglijn"), on_delete=models.PROTECT, related_name="+"
    )
    lead = models.ForeignKey(
        LocalGovernment, verbose_name=_("trekker"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("herkomst"), max_length=10, choices=AwardKind)
    amount = EuroField(_("bedrag"), null=True)

    class Meta:
        verbose_name = _("bevroren toekenning")
        verbose_name_plural = _("bevroren toekenningen")
        constraints = [models.UniqueConstraint(fields=["snapshot", "line"], name="kpi_awardfigure_grain")]
        triggers = [written_once("kpi_awardfigure"), written_with_its_snapshot("kpi_awardfigure")]

    def __str__(self):
        return f"{self.snapshot}: {self.line}"


class IndicatorFigure(models.Model):
    """What was promised and reached for a KPI by a member, as frozen (bevroren KPI-cijfer)."""

    snapshot = models.ForeignKey(
        Snapshot, verbose_name=_("momentopname"), on_delete=models.PROTECT, related_name="indicator_figures"
    )
    participation = models.ForeignKey(
        Participation, verbose_name=_("deelname"), on_delete=models.PROTECT, related_name="+"
    )
    indicator = models.ForeignKey(Indicator, verbose_name=_("KPI"), on_delete=models.PROTECT, related_name="+")
    amount = EuroField(_("aandeel in het bedrag"), null=True)
    units = UnitsField(_("toegekende eenheden"), null=True)
    current_reach = models.PositiveIntegerField(_("huidig bereik"), null=True)
    target = models.PositiveIntegerField(_("te bereiken"), null=True)
    realised = models.PositiveIntegerField(_("bereikt"), null=True)
    does_not_apply = models.BooleanField(_("niet van toepassing"))
    unit_family = models.CharField(_("familie van eenheden"), max_length=30)
    kind = models.CharField(_("soort"), max_length=10, choices=IndicatorKind)

    class Meta:
        verbose_name = _("bevroren KPI-cijfer")
        verbose_name_plural = _("bevroren KPI-cijfers")
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "participation", "indicator"], name="kpi_indicatorfigure_grain")
        ]
        triggers = [written_once("kpi_indicatorfigure"), written_with_its_snapshot("kpi_indicatorfigure")]

    def __str__(self):
        return f"{self.snapshot}: {self.participation} – {self.indicator}"


class TotalFigure(models.Model):
    """A published total as it was known, frozen (bevroren totaal)."""

    snapshot = models.ForeignKey(
        Snapshot, verbose_name=_("momentopname"), on_delete=models.PROTECT, related_name="total_figures"
    )
    action = models.ForeignKey(Action, verbose_name=_("actie"), null=True, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(_("grootheid"), max_length=20, choices=Measure)
    value = EuroField(_("waarde"))

    class Meta:
        verbose_name = _("bevroren totaal")
        verbose_name_plural = _("bevroren totalen")
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "action", "measure"], nulls_distinct=False, name="kpi_totalfigure_grain"
            )
        ]
        triggers = [written_once("kpi_totalfigure"), written_with_its_snapshot("kpi_totalfigure")]

    def __str__(self):
        return f"{self.snapshot}: {self.get_measure_display()}"


class BreakdownFigure(models.Model):
    """How many of a count fell in a category, as frozen (bevroren uitsplitsing).

    Millions of rows are written in one statement, straight from rows that do have their foreign keys, and never
    change: the database checks them by the digest of the snapshot, not row by row (docs/adr/0004).
    """

    pk = models.CompositePrimaryKey("snapshot", "participation", "indicator", "category")
    snapshot = models.ForeignKey(
        Snapshot,
        verbose_name=_("momentopname"),
        on_delete=models.PROTECT,
        related_name="breakdown_figures",
        db_constraint=False,
        db_index=False,
    )
    participation = models.ForeignKey(
        Participation,
        verbose_name=_("deelname"),
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    indicator = models.ForeignKey(
        Indicator,
        verbose_name=_("KPI"),
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    category = models.ForeignKey(
        Category,
        verbose_name=_("categorie"),
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    count = models.PositiveIntegerField(_("aantal"))

    class Meta:
        verbose_name = _("bevroren uitsplitsing")
        verbose_name_plural = _("bevroren uitsplitsingen")
        triggers = [written_once("kpi_breakdownfigure")]

    def __str__(self):
        return f"{self.snapshot}: {self.indicator} – {self.category}"
