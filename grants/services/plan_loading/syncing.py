"""From what the files say to what is stored: only what differs is written, and nothing is ever deleted.

What somebody changed in the portal stays as long as the files say the same as at the load before: a load writes what
changed in the files, not what changed in the portal. What the files said last is read from the row history.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

SHOWN = 60  # of a longer text the beginning is told
COMMAND = "load_plan"  # the name under which the row history knows our writing
EXAMPLES = "load_demo"  # and the name under which it knows the examples: nobody made those in the portal


@dataclass
class Tally:
    """How many rows of one kind were made, changed, and left as the portal has them."""

    created: int = 0
    changed: int = 0


@dataclass
class Sync:
    """One load: compares, writes, and keeps what it did."""

    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    changes: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def created(self) -> int:
        return sum(tally.created for tally in self.tallies.values())

    @property
    def changed(self) -> int:
        return sum(tally.changed for tally in self.tallies.values())

    def rows(self, model, *, by, wanted, among=None, fresh=None, tells_all=True) -> dict[tuple, int]:
        """Make the rows that are not there, change what differs; answers the key of each wanted row.

        `fresh` holds what only a new row gets; `tells_all` says whether a stored row that is not wanted is worth a word.
        """
        stored = {
            tuple(getattr(row, name) for name in by): row
            for row in (model._default_manager.all() if among is None else among)
        }
        self._change(model, {row: facts for key, facts in wanted.items() if (row := stored.get(key)) is not None})
        missing = [key for key in wanted if key not in stored]
        made = model._default_manager.bulk_create(
            model(**dict(zip(by, key, strict=True)), **wanted[key], **(fresh or {})) for key in missing
        )
        self.tallies[_plural(model)].created += len(made)
        if tells_all and wanted:
            self.name_gone(model, [row for key, row in stored.items() if key not in wanted])
        return {key: stored[key].pk for key in wanted if key in stored} | {
            key: row.pk for key, row in zip(missing, made, strict=True)
        }

    def _change(self, model, wanted):
        differing = {
            row: changes
            for row, facts in wanted.items()
            if (changes := {name: value for name, value in facts.items() if getattr(row, name) != value})
        }
        keys = [row.pk for row in differing]
        told, examples = told_before(model, keys), _written_last(model, keys, EXAMPLES)
        for row, changes in differing.items():
            said = told.get(row.pk, {})
            ours = {name: value for name, value in changes.items() if not _portal_changed(model, said, name, value)}
            for name in changes.keys() - ours.keys() - examples.get(row.pk, set()):
                self.kept.append(f"{_name(model)} {row}: {_label(model, name)}")
            if ours:
                model._default_manager.filter(pk=row.pk).update(**ours)
                self.tallies[_plural(model)].changed += 1
                self.changes += [_told_change(model, row, name, value) for name, value in ours.items()]

    def name_gone(self, model, rows):
        """Rows that an earlier load made and the files no longer hold; what the portal made is none of our business."""
        events = _events(model)
        if events is None or not rows:
            return
        ours = set(
            events.objects.filter(
                pgh_obj_id__in=[row.pk for row in rows], pgh_label="insert", pgh_context__metadata__command=COMMAND
            ).values_list("pgh_obj_id", flat=True)
        )
        self.gone += [f"{_name(model)} {row}" for row in rows if row.pk in ours]


def told_before(model, keys) -> dict[int, dict]:
    """Per row and field the value an earlier load wrote last; nothing for what no load wrote."""
    told: dict[int, dict] = defaultdict(dict)
    for key, command, values in _writings(model, keys):
        if command == COMMAND:
            told[key] |= values
    return told


def _written_last(model, keys, command) -> dict[int, set[str]]:
    """Per row the fields that this command wrote, and nobody after it."""
    names: dict[int, set[str]] = defaultdict(set)
    for key, by, values in _writings(model, keys):
        names[key] = names[key] | values.keys() if by == command else names[key] - values.keys()
    return names


def _writings(model, keys) -> Iterator[tuple[int, str, dict]]:
    """Every writing in the row history, oldest first: of which row, by which command, and the values it gave."""
    events = _events(model)
    if events is None or not keys:
        return
    before: dict[int, dict] = {}
    kept = {one.attname for one in events._meta.concrete_fields}  # texts about people are not
    history = events.objects.filter(pgh_obj_id__in=keys).order_by("pgh_obj_id", "pgh_id")
    names = [one.attname for one in model._meta.concrete_fields if one.attname in kept]
    for event in history.values("pgh_context__metadata", *names, "pgh_obj_id"):
        key, context = event.pop("pgh_obj_id"), event.pop("pgh_context__metadata")
        earlier = before.get(key)
        yield (
            key,
            (context or {}).get("command", ""),
            {name: value for name, value in event.items() if earlier is None or earlier[name] != value},
        )
        before[key] = event


def says_what_it_said(said, name, value) -> bool:
    """Whether the files still say what an earlier load wrote."""
    return name in said and said[name] == value


def _portal_changed(model, said, name, value):
    """Whether the files still say what they said, so that the difference was made in the portal."""
    if _events(model) is None:
        return value in (None, "")  # without a history an empty cell leaves what somebody filled in
    return says_what_it_said(said, name, value)


def _events(model):
    history = getattr(model, "events", None)
    return history.rel.related_model if history else None


def _name(model):
    return str(model._meta.verbose_name)


def _plural(model):
    return str(model._meta.verbose_name_plural)


def _label(model, name):
    return str(next(field.verbose_name for field in model._meta.concrete_fields if name in (field.name, field.attname)))


def _told_change(model, row, name, value):
    """A change in words; of a reference only that it changed."""
    text = f"{_name(model)} {row}: {_label(model, name)}"
    if name.endswith("_id"):
        return f"{text} gewijzigd"
    return f"{text} van {_shown(getattr(row, name))} naar {_shown(value)}"


def _shown(value):
    if value in (None, ""):
        return "leeg"
    told = str(value)
    return f"“{told}”" if len(told) <= SHOWN else f"“{told[:SHOWN]}…”"
