"""What software sends: counts and motivations, each held against the field it is of; everything that is wrong is told at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kpi.api.registrations.issues import about_commitment, of_fault
from kpi.forms.registration import LONGEST_REASON
from kpi.services.registrations import (
    LONGEST_MOTIVATION,
    Entry,
    Fault,
    Refusal,
    Sheet,
    SheetAction,
    SheetField,
    SheetPart,
    judge_answer,
    limits_of,
    read_answer,
)
from samenleven.core.api.bodies import is_storable
from samenleven.core.errors import DomainError
from samenleven.core.forms import LARGEST_COUNT
from samenleven.core.problems import Issue

LONGEST_LIST = 1000  # more fields than any page has
MOST_ISSUES = 1000

COUNT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["participation", "indicator"],
    "description": "Zonder count en zonder notApplicable maakt u het veld leeg: dat is geen nul.",
    "properties": {
        "participation": {"type": "integer", "description": "Van welk deel, zoals het in parts staat."},
        "indicator": {"type": "string", "description": "De code van de KPI."},
        "count": {"type": "integer", "minimum": 0, "maximum": LARGEST_COUNT, "description": "Bereikt."},
        "notApplicable": {"type": "boolean", "description": "Niet van toepassing; niet samen met count."},
        "reason": {
            "type": "string",
            "maxLength": LONGEST_REASON,
            "description": "Waarom een ongewoon aantal klopt. Noem geen personen.",
        },
    },
}
MOTIVATION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["line", "text"],
    "properties": {
        "line": {"type": "integer", "description": "Van welke actie, zoals het in motivations staat."},
        "text": {
            "type": "string",
            "maxLength": LONGEST_MOTIVATION,
            "description": "Waarom het doel niet gehaald is. Noem geen personen. Leeg haalt ze weg.",
        },
    },
}
BODY = {
    "type": "object",
    "additionalProperties": False,
    "required": ["counts"],
    "properties": {
        "counts": {"type": "array", "maxItems": LONGEST_LIST, "items": COUNT},
        "motivations": {"type": "array", "maxItems": LONGEST_LIST, "items": MOTIVATION},
    },
}


@dataclass
class Filled:
    """What was sent, as far as it could be read."""

    sheet: Sheet
    entries: list[tuple[str, SheetPart, SheetField, Entry]] = field(default_factory=list)
    motivations: list[tuple[str, SheetAction, str]] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    @property
    def changes(self) -> list[tuple[str, SheetPart, SheetField, Entry]]:
        """What says something else than what stands; as in a workbook, what only repeats it asks nothing."""
        return [one for one in self.entries if _differs(one[2], one[3])]

    @property
    def new_motivations(self) -> list[tuple[str, SheetAction, str]]:
        return [one for one in self.motivations if one[2].strip() != one[1].motivation_text]

    def place_of(self, commitment) -> str:
        """Where in what was sent a field stands."""
        return next((place for place, _part, one, _entry in self.entries if one.commitment.pk == commitment.pk), "")

    def refusals(self) -> Iterator[Issue]:
        """What a limit says of what could be read (R27), to be told beside what could not."""
        limits = limits_of(self.sheet.moment)
        for place, _part, one, entry in self.changes:
            verdict = judge_answer(one.commitment, entry.answer, limits, readings=one.readings)
            if isinstance(verdict, Refusal) and entry.answer != one.answer:
                yield of_fault(self.sheet, verdict, "invalidInput", f"{place}.count")


def read_filled(data: Any, sheet: Sheet) -> Filled:
    """Everything that was sent, and everything that is wrong with how it is written."""
    found = Filled(sheet)
    if not isinstance(data, dict):
        found.issues.append(Issue("schemaViolation", "", _("Stuur een object met counts.")))
        return found
    found.issues += _unknown("", data, BODY)
    for place, item in _items(found, data, "counts", COUNT):
        _read_count(found, place, item)
    for place, item in _items(found, data, "motivations", MOTIVATION):
        _read_motivation(found, place, item)
    del found.issues[MOST_ISSUES:]
    return found


def _unknown(place, item, schema):
    for name in item:
        if name not in schema["properties"]:
            detail = _("De eigenschap %(name)s bestaat hier niet.") % {"name": _clip(name)}
            yield Issue("unknownInput", f"{place}.{name}".lstrip("."), detail, where="body")


def _items(found, data, name, schema):
    if name not in data:
        if name in BODY["required"]:
            found.issues.append(_violation(name, _("%s ontbreekt.") % name))
        return
    if not isinstance(data[name], list):
        found.issues.append(_violation(name, _("Geef hier een lijst.")))
        return
    if len(data[name]) > LONGEST_LIST:
        found.issues.append(_violation(name, _("Geef hoogstens %s rijen.") % LONGEST_LIST))
        return
    for position, item in enumerate(data[name]):
        place = f"{name}[{position}]"
        if not isinstance(item, dict):
            found.issues.append(_violation(place, _("Geef hier een object.")))
            continue
        found.issues += _unknown(place, item, schema)
        missing = [key for key in schema["required"] if key not in item]
        found.issues += [_violation(f"{place}.{key}", _("%s ontbreekt.") % key) for key in missing]
        if not missing:
            yield place, item


def _read_count(found, place, item):
    pk, code = item["participation"], item["indicator"]
    wrong = []
    if not _is_whole(pk):
        wrong.append(_violation(f"{place}.participation", _("Geef een geheel getal."), pk))
    if not isinstance(code, str):
        wrong.append(_violation(f"{place}.indicator", _("Geef een tekst."), code))
    if wrong:
        found.issues += wrong
        return
    part, one = _field_of(found.sheet, pk, code)
    if one is None:
        name, value = (f"{place}.indicator", code) if part else (f"{place}.participation", pk)
        detail = _("Dit staat niet in deze registratie.")
        found.issues.append(Issue("referencedResourceNotFound", name, detail, _clip(value), "body"))
        return
    if found.place_of(one.commitment):
        found.issues.append(_of_field(found, one, place, _("dit staat al hoger in wat u stuurt.")))
        return
    answer = _answer(found, one, place, item)
    reason = _reason(found, one, place, item)
    if answer is None:
        return
    if reason and answer.is_blank:
        sentence = _("hier staat een reden zonder aantal. Geef ook een aantal, of laat de reden weg.")
        found.issues.append(_of_field(found, one, f"{place}.reason", sentence))
        return
    found.entries.append((place, part, one, Entry(one.commitment, answer, one.revision, reason)))


def _answer(found, one, place, item):
    """What it says, read as the form reads it; None where it says nothing that can be read."""
    applies_not, count = item.get("notApplicable", False), item.get("count")
    if not isinstance(applies_not, bool):
        sentence = _("geef true of false.")
        found.issues.append(_of_field(found, one, f"{place}.notApplicable", sentence, applies_not))
        return None
    if "count" in item and not _is_whole(count):
        typed = _clip(count)[:40]
        sentence = _("“%(typed)s” kan hier niet. Vul een geheel getal van 0 of meer in.") % {"typed": typed}
        found.issues.append(_of_field(found, one, f"{place}.count", sentence, count))
        return None
    try:
        return read_answer("" if count is None else f"{int(count)}", applies_not)
    except DomainError as error:
        found.issues.append(_of_field(found, one, f"{place}.count", str(error), count))
        return None


def _reason(found, one, place, item):
    reason = item.get("reason")
    if "reason" not in item:
        return None
    if not isinstance(reason, str) or not is_storable(reason):
        found.issues.append(_of_field(found, one, f"{place}.reason", _("geef een tekst."), reason))
    elif len(reason) > LONGEST_REASON:
        sentence = _("uw reden is te lang: hoogstens %s tekens. Kort ze in.") % LONGEST_REASON
        found.issues.append(_of_field(found, one, f"{place}.reason", sentence))
    else:
        return reason
    return None


def _read_motivation(found, place, item):
    pk, text = item["line"], item["text"]
    if not _is_whole(pk):
        found.issues.append(_violation(f"{place}.line", _("Geef een geheel getal."), pk))
        return
    action = next((one for one in found.sheet.actions if one.line.pk == pk), None)
    if action is None:
        detail = _("Dit staat niet in deze registratie.")
        found.issues.append(Issue("referencedResourceNotFound", f"{place}.line", detail, _clip(pk), "body"))
    elif not action.is_led:
        detail = _("Alleen de trekker motiveert.")
        found.issues.append(Issue("invalidInput", f"{place}.line", detail, _clip(pk), "body"))
    elif not isinstance(text, str) or not is_storable(text):
        found.issues.append(_violation(f"{place}.text", _("Geef een tekst."), text))
    elif len(text) > LONGEST_MOTIVATION:
        sentence = _("Uw motivering is te lang: hoogstens %s tekens.") % LONGEST_MOTIVATION
        found.issues.append(_violation(f"{place}.text", sentence))
    elif any(one.line.pk == pk for _place, one, _text in found.motivations):
        found.issues.append(_violation(f"{place}.line", _("Dit staat al hoger in wat u stuurt."), pk))
    else:
        found.motivations.append((place, action, text))


def _field_of(sheet, pk, code):
    part = next((part for part in sheet.parts if part.participation.pk == pk), None)
    one = next((one for one in part.fields if one.indicator.code == code), None) if part else None
    return part, one


def _differs(one: SheetField, entry: Entry) -> bool:
    return entry.answer != one.answer or (entry.reason is not None and entry.reason.strip() != one.reason)


def _is_whole(value):
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


def _clip(value) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text.encode(errors="replace").decode()[:200]


def _violation(place, detail, *value):
    return Issue("schemaViolation", place, detail, _clip(value[0]) if value else None, "body")


def _of_field(found, one, place, sentence, *value):
    detail = Fault(one.commitment, sentence).in_full(found.sheet.moment)
    about = about_commitment(one.commitment)
    return Issue("schemaViolation", place, detail, _clip(value[0]) if value else None, "body", about)
