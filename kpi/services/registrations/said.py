"""What a version says, beside what the version before it said."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kpi.services.registrations.answers import Answer
from samenleven.core import wording


@dataclass(frozen=True)
class Said:
    """What a version says of one KPI, or of one part of it: the answer, why it is right, and what the version before it said."""

    answer: Answer
    reason: str
    before: Answer | None  # None: this is the first version

    @property
    def is_changed(self) -> bool:
        """Whether the version before said something else."""
        return self.before is not None and self.before != self.answer

    @property
    def change(self) -> str:
        """What changed, in words: "van 105 naar 98 (7 minder)"."""
        said = _("van %(before)s naar %(answer)s") % {"before": self.before, "answer": self.answer}
        if self.before is None or self.before.count is None or self.answer.count is None:
            return said
        more = self.answer.count - self.before.count
        words = _("%(number)s meer") if more > 0 else _("%(number)s minder")
        return f"{said} ({words % {'number': wording.count(abs(more))}})"


def said_by_versions(answers: Iterable[Answer], reasons: Iterable[str]) -> list[Said]:
    """What each version says, oldest first, each beside the one before; with why it is right."""
    answers = list(answers)
    return [
        Said(answer, reason, before) for answer, reason, before in zip(answers, reasons, [None, *answers], strict=False)
    ]
