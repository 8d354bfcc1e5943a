"""How much is asked of a local government (planlast): fields and the minutes they are assumed to take (R25)."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Burden:
    """What is asked: so many counts, so many motivations."""

    counts: int
    motivations: int

    @property
    def minutes(self) -> int:
        """How long that is assumed to take; the settings say how long one takes."""
        return self.counts * settings.MINUTES_PER_COUNT + self.motivations * settings.MINUTES_PER_MOTIVATION


def burden_of(sheet, *, sees_drafts=True) -> Burden:
    """What is asked on one page now: a motivation only where one is asked; for who sees no drafts, where one was asked."""
    asked = (action.asks_motivation if sees_drafts else action.asked_motivation for action in sheet.actions)
    return Burden(len(sheet.fields), sum(asked))
