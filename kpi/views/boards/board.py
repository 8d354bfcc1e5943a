"""A board: a question about the figures, its answer as a table, and the chart of that table.

Page, picture and file are made of the same `Shown`, so that they cannot disagree. Every word of R1 (kind, base, as known
when, x of y) stands beside the chart on the page, and inside the picture that is taken home.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpi.figures import Figure
from kpi.filters import DashboardForm, address_query
from samenleven.core import wording
from samenleven.core.charts import Chart, read_spec
from samenleven.core.tables import NOT_ADDITIVE, Column, Format, chosen, nothing

FOLDER = Path(__file__).parent
WIDE, NARROW, TAKEN_HOME = "", "smal", "bestand"
PICTURES = (WIDE, NARROW, TAKEN_HOME)
# Written as they are in every sentence beside a figure (R1).
KINDS = {
    "local_governments": gettext_lazy("lokale besturen die deelnemen, elk één keer geteld"),
    "awarded_amount": gettext_lazy("toegekend: wat de overheid beloofde te betalen; niet wat uitbetaald is"),
    "target": gettext_lazy("doel: huidig en gepland bereik samen, zoals beloofd; geen resultaat"),
    "realised": gettext_lazy("bereikt: wat de lokale besturen telden en indienden, huidig bereik inbegrepen"),
    "attainment": gettext_lazy("bereikt, gedeeld door het doel"),
}
FORMATS = {"awarded_amount": Format.EURO, "attainment": Format.SHARE}


@dataclass(frozen=True)
class BoardColumn(Column):
    """A column of a board: its word in the address when the rows can be put in its order, and where a cell opens into (R8)."""

    name: str = ""
    href: Callable[[Any], str] | None = None
    is_sentence: bool = False  # needs room to be read


@dataclass(frozen=True)
class Picture:
    """What the chart is made of: its values (by the names of the spec), words for it, and what it says."""

    data: dict[str, list]
    title: str
    facts: tuple[str, ...]
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass
class Shown:
    """The answer of a board: a table in the order of the plan or by name, its chart, and what they rest on."""

    title: str
    kinds: Sequence[Any]
    columns: Sequence[Column]
    rows: list
    data: dict[str, list]
    settings: dict[str, Any] = field(default_factory=dict)
    notes: Sequence[str] = ()
    whole: Figure | None = None
    total: Any = None
    has_example: bool = False


@dataclass(frozen=True)
class Board:
    """One of the dashboards (`slug`: its address)."""

    slug: str
    title: Any
    lead: Any
    find: Callable[[Any], Shown]
    spec: str
    form: type[DashboardForm] = DashboardForm
    names: tuple[str, ...] = ()
    of_round: bool = True
    backdrop: Callable[[], dict[str, list]] | None = None  # what only the picture needs


def picture_of(board, form, question, shown) -> Picture:
    """The chart of what a board found, with everything it must say of itself (R1)."""
    data = shown.data | board.backdrop() if board.backdrop else shown.data
    return Picture(data, shown.title, tuple(facts_of(board, form, question, shown)), shown.settings)


def facts_of(board, form, question, shown) -> list[str]:
    """Beside every chart: what it measures, of which round, as known when, on how many registrations it rests."""
    said = [f"{capfirst('; '.join(str(kind) for kind in shown.kinds))}."]
    when = _("Zoals gekend op %(moment)s") % {"moment": wording.moment(question.basis.as_of)}
    snapshot = question.basis.snapshot
    basis = (
        _("momentopname %(code)s, controlegetal %(digest)s…") % {"code": snapshot.code, "digest": snapshot.digest[:12]}
        if snapshot
        else _("rechtstreeks geteld, niet bevroren")
    )
    of_what = f"{form.round.title}, {form.kind_label}" if board.of_round else form.kind_label
    said.append(f"{capfirst(of_what)}. {when}, {basis}.")
    if shown.whole is not None and shown.whole.expected:
        counts = {"submitted": wording.count(shown.whole.submitted), "expected": wording.count(shown.whole.expected)}
        said.append(_("%(submitted)s van %(expected)s registraties ingediend.") % counts)
    if shown.has_example:
        said.append(
            _(
                "Voorbeeldverdeling: alleen het totaal van een actie is gepubliceerd; per bestuur zijn dit geen echte cijfers."
            )
        )
    filters = [f"{label}: {choice}" for label, choice in chosen(form) if label not in _of_the_basis(form)]
    if filters:
        said.append(_("Keuze: %s.") % "; ".join(filters))
    return [*said, *(str(note) for note in shown.notes)]


def _of_the_basis(form):
    said_already = ("ronde", "moment", "op", "momentopname", "maat", "per")
    return {str(bound.label) for bound in form if bound.name in said_already}


def chart_of(board, picture, size) -> Chart:
    """The picture in one of its sizes; what is taken home holds its title."""
    spec = read_spec(FOLDER / board.spec, "narrow" if size == NARROW else "wide")
    for path, value in picture.settings.items():
        _put(spec, path.split("."), value)
    if "layer" in spec:
        spec["layer"] = [
            layer for layer in spec["layer"] if picture.data.get(layer.get("data", {}).get("name", "values"))
        ]
    spec["datasets"] = picture.data
    return Chart(spec, picture.title, picture.facts, is_titled=size == TAKEN_HOME)


def pictures_at(board, address) -> dict[str, str]:
    """Where the pictures of a board are: on the page in two sizes, and to take home in two kinds."""

    def at(name, size):
        query = address_query(address.GET, *board.names)
        if size:
            query["vorm"] = size
        return reverse(name, args=[board.slug]) + (f"?{query.urlencode()}" if query else "")

    return {
        "picture": at("kpi:board-svg", WIDE),
        "narrow_picture": at("kpi:board-svg", NARROW),
        "svg": at("kpi:board-svg", TAKEN_HOME),
        "png": at("kpi:board-png", TAKEN_HOME),
    }


def _put(spec, path, value):
    """Set one value deep in a spec; a path that is not there in this size is none of its business."""
    for step in path[:-1]:
        spec = spec[int(step)] if isinstance(spec, list) else spec.get(step)
        if spec is None:
            return
    spec[path[-1]] = value


def in_order(shown, sort) -> list:
    """The rows by one of their columns; without one as they are. What is not known stands last, whichever way."""
    column = next((one for one in shown.columns if getattr(one, "name", "") == sort.removeprefix("-")), None)
    if column is None or not sort:
        return shown.rows
    if column is shown.columns[0]:
        return shown.rows[::-1] if sort.startswith("-") else shown.rows
    known = [row for row in shown.rows if not isinstance(column.read(row), str | None)]
    rest = [row for row in shown.rows if isinstance(column.read(row), str | None)]
    return sorted(known, key=column.read, reverse=sort.startswith("-")) + rest


def cell_of(row, name):
    """A figure of a row as a cell: a number, or the word of why none stands there (R4, R5)."""
    figure = row.figure
    if figure is None:
        return None if name == "attainment" else nothing("unknown")
    if name in figure.not_additive or (name == "attainment" and {"target", "realised"} & set(figure.not_additive)):
        return NOT_ADDITIVE
    value = row.local_governments if name == "local_governments" else getattr(figure, name)
    if value is not None:
        return value
    if name == "awarded_amount" and row.money_at:
        return row.money_at
    return nothing(row.state if name == "realised" else "unknown") if name != "attainment" else None


def number_of(row, name):
    """That figure as a number for a chart; None where there is none."""
    value = cell_of(row, name)
    return value if isinstance(value, int | Decimal) else None


def plain(value):
    """A number as a chart takes it."""
    return None if value is None else float(value)


def figure_column(name, head, sort) -> BoardColumn:
    """The column of a figure."""
    return BoardColumn(head, lambda row: cell_of(row, name), FORMATS.get(name, Format.COUNT), sort)


def rows_behind(form, *args, page="kpi:dashboard", **chosen) -> str:
    """The address of the page with the rows behind a figure: the same filters, and these beside them (R8)."""
    query = address_query(form.data)
    for name, value in chosen.items():
        query[name] = str(value)
    return f"{reverse(page, args=args)}?{query.urlencode()}"


def together(rows) -> Figure:
    """How many registrations rows of different people or years rest on together."""
    figures = [row.figure for row in rows if row is not None and row.figure is not None]
    return Figure(expected=sum(one.expected for one in figures), submitted=sum(one.submitted for one in figures))


def reported(row):
    """How many registrations a row rests on: x of y (R1)."""
    figure = row.figure
    if figure is None or not figure.expected:
        return None
    said = {"submitted": wording.count(figure.submitted), "expected": wording.count(figure.expected)}
    return _("%(submitted)s van %(expected)s") % said
