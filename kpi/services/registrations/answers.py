"""What stands in one field: a count, "does not apply", or nothing yet (R4)."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from samenleven.core import wording
from samenleven.core.errors import DomainError
from samenleven.core.forms import LARGEST_COUNT, read_number

_SHOWN = 40


@dataclass(frozen=True)
class Answer:
    """A count, or "does not apply", or (neither) nothing filled in yet."""

    count: int | None = None
    not_applicable: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing is filled in yet: a blank is not a zero (R24)."""
        return self.count is None and not self.not_applicable

    def __str__(self):
        if self.not_applicable:
            return _("niet van toepassing")
        return _("niets") if self.count is None else wording.count(self.count)


BLANK = Answer()


def answer_of(value) -> Answer:
    """What stands in a draft or a sent value; no row is a blank."""
    return Answer(value.count, value.not_applicable) if value else BLANK


def read_answer(text, not_applicable=False) -> Answer:
    """What somebody typed and ticked; a DomainError says what is wrong with it, with the value and the remedy (R27)."""
    typed = (text or "").strip()
    if not typed:
        return Answer(not_applicable=bool(not_applicable))
    shown = typed if len(typed) <= _SHOWN else f"{typed[:_SHOWN]}…"
    if not_applicable:
        raise DomainError(
            _("u vulde “%(typed)s” in en koos ook “niet van toepassing”. Maak het veld leeg, of haal het vinkje weg.")
            % {"typed": shown}
        )
    number = read_number(typed)
    if number is None or number < 0 or number != number.to_integral_value():
        raise DomainError(_("“%(typed)s” kan hier niet. Vul een geheel getal van 0 of meer in.") % {"typed": shown})
    if number > LARGEST_COUNT:
        raise DomainError(
            _("“%(typed)s” is te groot. Vul een getal van hoogstens %(most)s in.")
            % {"typed": shown, "most": wording.count(LARGEST_COUNT)}
        )
    return Answer(count=int(number))
