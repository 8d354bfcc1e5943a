"""What came of a count, and how it is split: only after small counts are hidden, and only as tables of a snapshot (R38)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kpi.figures.published import TableRows, published_tables
from kpi.models import IndicatorDimension, Publication
from kpi.services.answers.asking import Built, listed
from kpi.services.answers.provenance import SOURCES
from kpi.states import CellLevel, CellState
from samenleven.core import wording
from samenleven.core.papers import note, paragraph, table
from samenleven.core.tables import nothing

MOST_REGIONS = 4  # that still fit on the width of a paper; more of them stand on the page of the snapshot


def outcomes(asked) -> Built:
    """Outcomes and breakdowns after suppression; where they are not available, that is what the answer says."""
    built = Built()
    ways = _ways(asked)
    for number in asked.actions:
        of_action = ways.get(number)
        if of_action:
            said = {"number": number, "ways": listed(of_action)}
            built.parts.append(
                paragraph(
                    _("Lokale besturen mogen dit voor actie %(number)s registreren, verplicht is het niet: %(ways)s.")
                    % said
                )
            )
        else:
            built.parts.append(paragraph(_("Voor actie %s wordt geen uitsplitsing gevraagd.") % number))
    parts = [part for publication in _publications(asked) for part in _published(asked, publication)]
    if parts:
        built.parts += parts
        return built
    built.parts.append(
        paragraph(
            _(
                "Uitkomsten en uitsplitsingen verlaten het ministerie alleen als vaste tabellen van een momentopname, nadat kleine aantallen verborgen zijn. Zulke tabellen zijn er zoals gekend op %s niet: dit cijfer is niet beschikbaar."
            )
            % asked.day
        )
    )
    built.parts.append(
        note(_("Soort: bereikt, uitgesplitst. Zoals gekend op %s. Volledigheid: niet beschikbaar.") % asked.day)
    )
    return built


def _publications(asked) -> list[Publication]:
    """Of each round the newest tables that rest on what was known by then; the one seam to disclosure control."""
    if asked.is_interim:
        return []
    if asked.snapshot:
        return list(Publication.objects.filter(snapshot=asked.snapshot).select_related("snapshot"))
    known = Publication.objects.filter(snapshot__moment__round__in=asked.known_rounds, snapshot__as_of__lte=asked.as_of)
    newest = known.order_by("snapshot__moment__round__number", "snapshot__moment_id", "-snapshot__number")
    return list(newest.distinct("snapshot__moment__round__number", "snapshot__moment_id").select_related("snapshot"))


def _published(asked, publication) -> list[dict]:
    """The tables of one snapshot for the actions that were asked, and what they rest on."""
    snapshot = publication.snapshot
    tables = [one for one in published_tables(snapshot) if one.action in asked.actions]
    if not tables:
        return []
    new = [one for one in tables if asked.library.is_first(("tables", snapshot.pk, one.key))]
    if not new:
        told = _("De tabellen van actie %(actions)s staan hierboven, bij een eerdere deelvraag.")
        return [paragraph(told % {"actions": listed(asked.actions)})]
    parts = [part for one in new for part in (_table(snapshot, one), _basis(snapshot, one))]
    parts.append(
        paragraph(
            _(
                "Verborgen zijn aantallen van 1 tot %(most)s, en andere die zo'n aantal zouden verraden. Verborgen is iets anders dan nul. Categorieën die overal verborgen of nul zijn, staan hier samen als “andere categorieën”; op de bladzijde van de momentopname staan ze apart. Bevroren in momentopname %(code)s, controlegetal van de tabellen %(digest)s."
            )
            % {"most": publication.threshold - 1, "code": snapshot.code, "digest": publication.digest}
        )
    )
    return parts


def _basis(snapshot, tables) -> dict:
    """What a table rests on (R1)."""
    said = {"day": wording.moment(snapshot.as_of), "told": tables.told, "code": snapshot.code}
    text = (
        ngettext(
            "Soort: bereikt, uitgesplitst. Zoals gekend op %(day)s, momentopname %(code)s. Volledigheid: %(told)s lokaal bestuur vulde dit in.",
            "Soort: bereikt, uitgesplitst. Zoals gekend op %(day)s, momentopname %(code)s. Volledigheid: %(told)s lokale besturen vulden dit in.",
            tables.told,
        )
        % said
    )
    return note(text + " " + _("Herkomst: %s.") % SOURCES["example"] if tables.is_example else text)


def _table(snapshot, tables) -> dict:
    """One way of splitting: a row per category, all together and the regions beside each other."""
    rows = TableRows(snapshot, tables, CellLevel.REGION)
    places = [rows.all_together()]
    if 1 < len(rows) <= MOST_REGIONS:
        places += rows[:MOST_REGIONS]
    names = [*(column.name for column in rows.columns), _("Totaal")]
    lines = list(zip(names, *(place.cells for place in places), strict=False))
    cells = [[name, *map(_stands, of_places)] for name, *of_places in lines if _says_something(of_places)]
    others = [of_places for _name, *of_places in lines if not _says_something(of_places)]
    if hidden := [any(cell.state == CellState.HIDDEN for cell in column) for column in zip(*others, strict=True)]:
        words = [str(nothing("hidden")) if is_hidden else wording.count(0) for is_hidden in hidden]
        if any(hidden):
            cells.insert(-1, [_("andere categorieën"), *words])
    heads = [_("Categorie"), _("Alle samen"), *(place.name for place in places[1:])]
    said = {"action": tables.action, "kpi": tables.title, "way": tables.dimension_name}
    title = _("%(way)s (actie %(action)s, bereikt: %(kpi)s)") % said
    return table(title, heads, cells, numbers=range(1, len(heads)), total=True)


def _says_something(cells) -> bool:
    """Whether a count of a category shows somewhere; the total of a table is always told."""
    return cells[0].category_id is None or any(one.count for one in cells)


def _stands(cell) -> str:
    """The count, or the word of what stands there instead (R4)."""
    if cell.state == CellState.SHOWN:
        return wording.count(cell.count)
    return str(nothing("hidden" if cell.state == CellState.HIDDEN else "not_reported"))


def _ways(asked):
    """Per action in which ways its counts can be split."""
    found = (
        IndicatorDimension.objects.filter(
            indicator__offer__round__in=asked.rounds, indicator__offer__action__number__in=asked.actions
        )
        .order_by("indicator__offer__action__number", "dimension__name")
        .values_list("indicator__offer__action__number", "dimension__name")
    )
    ways: dict[int, list[str]] = {}
    for number, name in found:
        if name not in ways.setdefault(number, []):
            ways[number].append(name)
    return ways


def initiatives(asked) -> Built:
    """Initiatives, actors with their roles and attention for shortage occupations (R19): the portal does not register them yet."""
    built = Built()
    sentence = (
        _(
            "Welke initiatieven de lokale besturen voor actie %s opzetten, welke actoren daarbij betrokken zijn en in welke rol, en of knelpuntberoepen bijzondere aandacht krijgen, is niet geregistreerd."
        )
        if len(asked.actions) == 1
        else _(
            "Welke initiatieven de lokale besturen voor de acties %s opzetten, welke actoren daarbij betrokken zijn en in welke rol, en of knelpuntberoepen bijzondere aandacht krijgen, is niet geregistreerd."
        )
    )
    built.parts.append(paragraph(sentence % listed(asked.actions)))
    built.parts.append(paragraph(_("Het is de lokale besturen ook niet gevraagd.")))
    built.parts.append(note(_("Zoals gekend op %s. Volledigheid: niets geregistreerd.") % asked.day))
    return built
