"""Rules about the tables of breakdowns that leave the ministry."""

from kpi.models import Publication, PublishedCell
from kpi.services import breakdowns
from kpi.states import CellState
from tests import make
from tests.house.breaks import breaks
from tests.house.breaks.counts import frozen


def _published():
    """The tables of a snapshot in which one count is split."""
    return breakdowns.publish(frozen())


def _cell(**fields):
    """A hidden cell of a snapshot whose tables are not made yet."""
    figure = frozen().breakdown_figures.select_related("category").get()
    said = {"level": "all", "state": CellState.HIDDEN, "told": 1, "category": figure.category} | fields
    dimension = figure.category.dimension
    cells = [
        PublishedCell(snapshot=figure.snapshot, indicator=figure.indicator, dimension=dimension, **said)
        for _twice in "ab"
    ]
    cells[0].save()
    return cells


@breaks("kpi_publication_has_a_digest")
def _():
    Publication.objects.create(snapshot=frozen(), threshold=5, published_at="2026-10-15T00:00Z", digest="niets")


@breaks("kpi_publication_is_written_once")
def _():
    _published()
    Publication.objects.update(threshold=1)


@breaks("kpi_publishedcell_grain")
def _():
    _first, again = _cell()
    again.save()


@breaks("kpi_publishedcell_shows_or_has_no_count")
def _():
    _cell(count=3)


@breaks("kpi_publishedcell_says_of_whom")
def _():
    _cell(local_government=make.local_government())


@breaks("kpi_publishedcell_state_is_known")
def _():
    _cell(state="zoek")


@breaks("kpi_publishedcell_is_written_once")
def _():
    _published()
    PublishedCell.objects.update(state=CellState.BLANK)


@breaks("kpi_publishedcell_comes_with_its_publication")
def _():
    cell = PublishedCell.objects.filter(snapshot=_published().snapshot).first()
    cell.pk = None
    cell.save()
