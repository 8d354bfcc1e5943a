"""The sentences with which a file is refused: what is wrong with it and what to do, in one sentence each (R28)."""

from django.utils.translation import gettext_lazy as _

from samenleven.core.errors import DomainError


class Refused(DomainError):
    """A file is refused as a whole; nothing was changed."""


EMPTY = _("Uw bestand is leeg: kies het werkboek dat u invulde en bewaarde.")
TOO_BIG = _("Uw bestand is groter dan 5 MB: haal uit het werkboek wat er niet in hoort, zoals beelden.")
UNPACKS_TOO_BIG = _(
    "Uitgepakt is uw bestand te groot voor een werkboek: neem uw cijfers over in een werkboek dat u opnieuw downloadt."
)
TOO_MANY_ROWS = _(
    "Er staan te veel rijen of kolommen in uw werkboek: haal weg wat er onder of naast de tabel bij kwam."
)
LONG_TEXT = _(
    "In uw werkboek staat een tekst van meer dan 32.767 tekens, en zoveel kan er niet in een cel: kort hem in."
)
TOO_MUCH_TEXT = _(
    "Er staat te veel tekst in uw werkboek: neem uw cijfers over in een werkboek dat u opnieuw downloadt."
)
IS_CSV = _("Uw bestand is een csv-bestand: vul het werkboek zelf in en bewaar het als Excel-werkmap (.xlsx).")
IS_NO_XLSX = _(
    "Uw bestand heet .xlsx maar is geen Excel-werkmap, misschien wel een csv-bestand: open het werkboek en bewaar het als Excel-werkmap (.xlsx)."
)
IS_XLSX_BY_ANOTHER_NAME = _(
    "Uw bestand is een Excel-werkmap maar zijn naam eindigt niet op .xlsx: bewaar het opnieuw als Excel-werkmap (.xlsx)."
)
IS_OLD_EXCEL = _("Uw bestand is van een oude versie van Excel (.xls): bewaar het als Excel-werkmap (.xlsx).")
IS_BINARY_EXCEL = _("Uw bestand is een binaire Excel-werkmap (.xlsb): bewaar het als Excel-werkmap (.xlsx).")
IS_OPEN_DOCUMENT = _("Uw bestand is een OpenDocument-werkblad (.ods): bewaar het als Excel-werkmap (.xlsx).")
IS_SOMETHING_ELSE = _("Uw bestand is geen Excel-werkmap: kies het werkboek dat u hier downloadde en invulde.")
ENCRYPTED = _("Uw bestand is beveiligd met een wachtwoord: haal het wachtwoord weg en bewaar het opnieuw.")
BROKEN = _("Uw bestand is beschadigd of niet volledig: bewaar het werkboek opnieuw en laad het nog eens op.")
MACRO = _(
    "In uw bestand zit een macro of een ander bestand: bewaar het als Excel-werkmap zonder macro's (.xlsx) en zonder bijlagen."
)
EXTERNAL_LINK = _(
    "Uw werkboek haalt gegevens uit een ander bestand of van een andere plaats: vervang die koppelingen door de getallen zelf."
)
NO_TEMPLATE = _("Dit is geen werkboek van dit portaal: download het werkboek hieronder en vul dat in.")
_CHANGED_COLUMNS = _(
    "De kolommen van het blad “%(sheet)s” zijn veranderd: download het werkboek opnieuw en neem uw cijfers erin over."
)
OLD_TEMPLATE = _("Dit werkboek is van een oud sjabloon: download het werkboek opnieuw en neem uw cijfers erin over.")
ANOTHER_MOMENT = _(
    "Dit werkboek is van een ander rapporteringsmoment: download het werkboek van dit moment en vul dat in."
)
MANY_STRANGE_ROWS = _(
    "In uw werkboek staan te veel rijen die er niet in horen: download het opnieuw en vul de rijen in die er staan."
)
_FORMULA = _(
    "In cel %(cell)s van het blad “%(sheet)s” staat een formule en die wordt niet gelezen: vervang formules door hun uitkomst."
)
_ANOTHER_BODY = _(
    "Dit werkboek is van een ander lokaal bestuur (%(theirs)s): download het werkboek van %(ours)s en vul dat in."
)


def changed_columns(sheet) -> Refused:
    """The head of a sheet is not ours any more."""
    return Refused(_CHANGED_COLUMNS % {"sheet": sheet})


def formula(sheet, cell) -> Refused:
    """Somebody put a formula where a value is read."""
    return Refused(_FORMULA % {"sheet": sheet, "cell": cell})


def another_body(theirs, ours) -> Refused:
    """The file was downloaded for another local government."""
    return Refused(_ANOTHER_BODY % {"theirs": theirs, "ours": ours})
