"""The note under every figure of an answer: kind, base, date, completeness, where it comes from, and the snapshot (R1)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samenleven.core import wording
from samenleven.core.papers import note
from samenleven.core.tables import EXAMPLE

SOURCES = {
    "registrations": gettext_lazy("registraties van de lokale besturen"),
    "published": gettext_lazy("gepubliceerde totalen"),
    "example": EXAMPLE,
    "mixed": gettext_lazy("deels gepubliceerde totalen"),
}


def provenance(asked, kinds, base="", figures=(), completeness=""):
    """The note as a part: `kinds` says what the figures are, `base` on which reach they rest.

    Completeness counts the registrations behind the figures, unless they rest on something else that `completeness` tells.
    """
    sentences = [_("Soort: %s.") % kinds]
    if base:
        sentences.append(_("Basis: %s.") % base)
    if asked.is_interim:
        sentences.append(_("Lezing: tussentijdse rapportering."))
    sentences.append(_("Zoals gekend op %s.") % asked.day)
    if completeness:
        sentences.append(_("Volledigheid: %s.") % completeness)
    elif figures:
        expected, submitted = sum(one.expected for one in figures), sum(one.submitted for one in figures)
        if expected:
            said = {"submitted": wording.count(submitted), "expected": wording.count(expected)}
            sentences.append(_("Volledigheid: %(submitted)s van %(expected)s verwachte registraties ingediend.") % said)
        else:
            sentences.append(_("Volledigheid: onbekend; er zijn geen registraties per lokaal bestuur."))
    if figures:
        sources = sorted({one.source for one in figures})
        sentences.append(_("Herkomst: %s.") % ", ".join(str(SOURCES[one]) for one in sources))
    if asked.snapshot:
        said = {"code": asked.snapshot.code, "digest": asked.snapshot.digest}
        sentences.append(_("Bevroren in momentopname %(code)s, controlegetal %(digest)s.") % said)
    return note(" ".join(sentences))
