"""The tables of breakdowns as they leave the ministry: page, file and API read these stored cells, and nothing else (R38)."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from grants.states import AwardKind
from kpi.models import AwardFigure, Category, Dimension, PublishedCell
from kpi.states import CellLevel

# Whether the counts are of an example division; they say so wherever they stand.
IS_EXAMPLE = Exists(
    AwardFigure.objects.filter(
        snapshot=OuterRef("snapshot"), kind=AwardKind.EXAMPLE, line__offer=OuterRef("indicator__offer")
    )
)


def published_cells(snapshot) -> QuerySet:
    """The cells of a snapshot in their order, with what they are about: a count, or that it is hidden; `is_example`."""
    about = (
        "indicator__offer__action",
        "indicator__offer__round",
        "dimension",
        "category",
        "region",
        "local_government",
    )
    cells = PublishedCell.objects.filter(snapshot=snapshot).annotate(is_example=IS_EXAMPLE)
    return cells.select_related(*about).order_by("pk")


@dataclass(frozen=True)
class Tables:
    """The tables of one KPI split in one way (tabellen), with how many local governments told that split."""

    indicator: int
    code: str
    title: str
    action: int
    action_title: str
    dimension: int
    dimension_code: str
    dimension_name: str
    told: int
    is_example: bool

    @property
    def key(self) -> str:
        """How an address names it."""
        return f"{self.code}:{self.dimension_code}"


def published_tables(snapshot) -> list[Tables]:
    """Which tables a snapshot has; one statement."""
    rows = PublishedCell.objects.filter(snapshot=snapshot, level=CellLevel.ALL, category=None)
    return [
        Tables(*row)
        for row in rows.order_by("pk").values_list(
            "indicator",
            "indicator__code",
            "indicator__title",
            "indicator__offer__action__number",
            "indicator__offer__action__title",
            "dimension",
            "dimension__code",
            "dimension__name",
            "told",
            IS_EXAMPLE,
        )
    ]


@dataclass(frozen=True)
class Row:
    """One place of a table: its name, and its cells in the order of the columns; the total stands last."""

    name: str
    told: int
    cells: list[PublishedCell]


class TableRows:
    """The rows of one table at one level, as a list of which a page reads its part; all together is the first row of each page."""

    def __init__(self, snapshot, tables: Tables, level: CellLevel):
        self.level = level
        self.cells = PublishedCell.objects.filter(
            snapshot=snapshot, indicator=tables.indicator, dimension=tables.dimension
        ).select_related("region", "local_government", "category")
        self.columns = list(
            Category.objects.filter(dimension=Dimension(pk=tables.dimension)).order_by("position", "code")
        )

    def all_together(self) -> Row:
        """The first row."""
        return self._rows(self.cells.filter(level=CellLevel.ALL))[0]

    def __len__(self):
        of_level = self.cells.filter(level=self.level, category=None)
        return of_level.aggregate(number=Count("pk"))["number"]

    def __getitem__(self, part: slice) -> list[Row]:
        totals = self.cells.filter(level=self.level, category=None)
        places = totals.order_by("region__name", "local_government__sort_name", "local_government__code")
        if self.level == CellLevel.LOCAL_GOVERNMENT:
            places = totals.order_by("local_government__sort_name", "local_government__code")
        chosen = [(one.region_id, one.local_government_id) for one in places[part]]
        cells = self.cells.filter(level=self.level)
        if self.level == CellLevel.LOCAL_GOVERNMENT:
            cells = cells.filter(local_government__in=[body for _region, body in chosen])
        found = {(row.cells[0].region_id, row.cells[0].local_government_id): row for row in self._rows(cells)}
        return [found[place] for place in chosen]

    def _rows(self, cells) -> list[Row]:
        of: dict[tuple, dict] = {}
        for cell in cells:
            of.setdefault((cell.region_id, cell.local_government_id), {})[cell.category_id] = cell
        order = [*(column.pk for column in self.columns), None]
        # A category of after the publication has no cell.
        return [Row(_name(row[None]), row[None].told, [row[key] for key in order if key in row]) for row in of.values()]


def _name(cell) -> str:
    if cell.local_government is not None:
        return cell.local_government.name
    return cell.region.name if cell.region is not None else ""
