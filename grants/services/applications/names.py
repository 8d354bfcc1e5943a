"""The values of an application in Dutch: what each is called, and how it reads (R13, R18)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grants.models import Application
from grants.services.applications.sheets import APPLICATION_FIELDS
from grants.states import IncentiveKind, PartyKind
from samenleven.core import wording


def name_of(name, local_governments=None) -> str:
    """What a value is called: `planned 7.1 44021` is "Gepland bereik, KPI 7.1, Gent"."""
    kind, _space, of = name.partition(" ")
    if name in APPLICATION_FIELDS:
        label = next(str(field.verbose_name) for field in Application._meta.fields if field.name == name)
        return label[:1].upper() + label[1:]
    if name == "mentored":
        return _("Actie van het mentorschap")
    if kind in ("current", "planned"):
        code, _space, body = of.partition(" ")
        label = _("Huidig bereik") if kind == "current" else _("Gepland bereik")
        return f"{label}, KPI {code}, {(local_governments or {}).get(body, body)}"
    if kind == "incentive":
        return _("Stimulans %(name)s") % {"name": IncentiveKind(of).label}
    if kind == "motivation":
        return _("Motivering bij %(name)s") % {"name": IncentiveKind(of).label}
    return _("%(what)s, actie %(number)s") % {"what": _OF_AN_ACTION[kind], "number": of}


_OF_AN_ACTION = {
    "priority": gettext_lazy("Prioriteit"),
    "shortage": gettext_lazy("Bijzondere aandacht voor knelpuntberoepen"),
    "initiatives": gettext_lazy("Initiatieven"),
    "parties": gettext_lazy("Betrokken partners"),
    "chosen": gettext_lazy("Gekozen"),
}


def value_of(value) -> str:
    """A value as people read it."""
    if value is None or value in ("", []):
        return _("niets")
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if isinstance(value, int):
        return wording.count(value)
    if isinstance(value, list):
        return "; ".join(_party(one) if isinstance(one, list) else str(one) for one in value)
    return str(value)


def _party(party):
    kind, *told = party
    return ", ".join([str(PartyKind(kind).label), *filter(None, told)])


def differences(before, after, local_governments=None) -> list[tuple[str, str, str]]:
    """What differs between two contents: name, before, after, in words; a value that only one has counts as nothing in the other."""
    names = [*after, *(name for name in before if name not in after)]
    return [
        (name_of(name, local_governments), value_of(before.get(name)), value_of(after.get(name)))
        for name in names
        if _told(before.get(name)) != _told(after.get(name))
    ]


def _told(value):
    return None if value in ("", [], False) else value
