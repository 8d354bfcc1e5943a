"""What of the breakdowns leaves the ministry: fixed tables of a snapshot, decided once (R38, docs/adr/0007)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from grants.models import Indicator
from grants.models.catalogue import PublicQuerySet
from kpi.models.breakdowns import Category, Dimension
from kpi.models.snapshots import Snapshot, written_once
from kpi.states import CellLevel, CellState
from municipalities.models import LocalGovernment, ReferenceRegion
from samenleven.core.constraints import one_of
from samenleven.core.models import bumps


class Publication(models.Model):
    """That the tables of a snapshot stand, and how they were made (publicatie): written last, after all its cells."""

    snapshot = models.OneToOneField(
        Snapshot, verbose_name=_("momentopname"), on_delete=models.PROTECT, related_name="publication"
    )
    threshold = models.PositiveSmallIntegerField(_("verbergt aantallen onder"))
    published_at = models.DateTimeField(_("gemaakt op"))
    digest = models.CharField(_("controlegetal (SHA-256)"), max_length=64)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("publicatie")
        verbose_name_plural = _("publicaties")
        ordering = ["snapshot_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                name="kpi_publication_has_a_digest",
                violation_error_message=_("Een publicatie heeft een controlegetal."),
            ),
        ]
        triggers = [written_once("kpi_publication"), bumps("figures", of="kpi_publication")]

    def __str__(self):
        return f"{self.snapshot}: uitsplitsingen"


class PublishedCell(models.Model):
    """One cell of the tables: a count that shows, or that it is hidden (gepubliceerde cel). A hidden count is not in it."""

    snapshot = models.ForeignKey(
        Snapshot, verbose_name=_("momentopname"), on_delete=models.PROTECT, related_name="published_cells"
    )
    indicator = models.ForeignKey(Indicator, verbose_name=_("KPI"), on_delete=models.PROTECT, related_name="+")
    dimension = models.ForeignKey(Dimension, verbose_name=_("uitsplitsing"), on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(
        Category, verbose_name=_("categorie"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    level = models.CharField(_("niveau"), max_length=20, choices=CellLevel)
    region = models.ForeignKey(
        ReferenceRegion, verbose_name=_("referentieregio"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    local_government = models.ForeignKey(
        LocalGovernment, verbose_name=_("lokaal bestuur"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("stand"), max_length=10, choices=CellState)
    count = models.PositiveIntegerField(_("aantal"), null=True)
    told = models.PositiveIntegerField(_("lokale besturen die dit invulden"))

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("gepubliceerde cel")
        verbose_name_plural = _("gepubliceerde cellen")
        ordering = ["snapshot_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["snapshot", "indicator", "dimension", "category", "level", "region", "local_government"],
                nulls_distinct=False,
                name="kpi_publishedcell_grain",
            ),
            models.CheckConstraint(
                condition=Q(state="shown", count__isnull=False) | (~Q(state="shown") & Q(count__isnull=True)),
                name="kpi_publishedcell_shows_or_has_no_count",
                violation_error_message=_("Van een verborgen cel wordt het aantal niet bewaard."),
            ),
            models.CheckConstraint(
                condition=Q(level="local_government", local_government__isnull=False)
                | Q(level="region", local_government__isnull=True)
                | Q(level="all", local_government__isnull=True, region__isnull=True),
                name="kpi_publishedcell_says_of_whom",
                violation_error_message=_("Een cel gaat over één lokaal bestuur, één regio of allen samen."),
            ),
            one_of(
                "state",
                CellState.values,
                name="kpi_publishedcell_state_is_known",
                message=_("Deze stand bestaat niet."),
            ),
        ]
        triggers = [
            written_once("kpi_publishedcell"),
            pgtrigger.Trigger(
                name="kpi_publishedcell_comes_with_its_publication",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM kpi_publication WHERE snapshot_id = NEW.snapshot_id) THEN
                        RAISE EXCEPTION
                            'kpi_publishedcell_comes_with_its_publication: Gepubliceerde tabellen veranderen niet meer.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.snapshot}: {self.indicator} – {self.category or self.dimension}"
