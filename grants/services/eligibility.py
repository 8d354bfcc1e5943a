"""Whether local governments reach the threshold of a round, alone or together (R10)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.models import ProjectRound
from municipalities.models import LocalGovernment
from municipalities.services import origin_counts
from samenleven.core import wording

Kind = LocalGovernment.Kind


@dataclass(frozen=True)
class Eligible:
    """They may apply: `total` inhabitants, more than the threshold; None for the VGC, which stands in for a local government."""

    total: int | None
    threshold: int

    def __str__(self):
        if self.total is None:
            return _("De Vlaamse Gemeenschapscommissie kan altijd aanvragen.")
        return _("Samen tellen ze %(total)s inwoners van niet-EU-14-herkomst, meer dan %(threshold)s.") % _said(self)


@dataclass(frozen=True)
class NotEligible:
    """They are too small: `missing` is how many inhabitants more they need."""

    missing: int
    total: int
    threshold: int

    def __str__(self):
        said = _said(self) | {"missing": wording.count(self.missing)}
        return (
            _(
                "Alleen of samen zijn meer dan %(threshold)s inwoners van niet-EU-14-herkomst nodig. U telt er %(total)s: "
                "%(missing)s te weinig. Werk samen met een bestuur uit dezelfde referentieregio."
            )
            % said
        )


@dataclass(frozen=True)
class NotChecked:
    """Nobody knows yet, and nothing is refused: of these local governments the count of the year is missing."""

    missing: tuple[LocalGovernment, ...]
    year: int | None

    def __str__(self):
        if self.year is None:
            return _("Niet nagekeken: de ronde zegt nog niet van welk jaar de aantallen inwoners zijn.")
        if not self.missing:
            return _("Niet nagekeken: vzw de Rand telt mee met de gemeenten waarmee ze aanvraagt.")
        said = {"names": ", ".join(map(str, self.missing)), "year": self.year}
        return (
            ngettext(
                "Niet nagekeken: het aantal inwoners van %(names)s in %(year)s is nog niet ingelezen.",
                "Niet nagekeken: de aantallen inwoners van %(names)s in %(year)s zijn nog niet ingelezen.",
                len(self.missing),
            )
            % said
        )


def eligibility(
    project_round: ProjectRound, local_governments: Sequence[LocalGovernment]
) -> Eligible | NotEligible | NotChecked:
    """Whether these bodies together have more inhabitants of non-EU-14 origin than the round asks; two queries at most.

    The VGC stands in for a local government and is bound by no threshold; vzw de Rand counts by its municipalities.
    """
    threshold, year = project_round.origin_threshold, project_round.origin_year
    if any(body.kind == Kind.VGC for body in local_governments):
        return Eligible(None, threshold)
    if year is None:
        return NotChecked((), None)
    municipalities = [body for body in local_governments if body.kind == Kind.MUNICIPALITY]
    counts = origin_counts.counts_of({body.pk for body in municipalities}, year)
    total = sum(count for count in counts.values() if count is not None)
    if total > threshold:
        return Eligible(total, threshold)
    missing = tuple(body for body in municipalities if counts[body.pk] is None)
    if missing or not municipalities:
        return NotChecked(missing, year)
    return NotEligible(threshold + 1 - total, total, threshold)


def _said(found) -> dict[str, str]:
    return {"total": wording.count(found.total), "threshold": wording.count(found.threshold)}
