"""Reminding the owner of a dossier of its two terms: before them, and after (R32, R39)."""

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone

from kpi.models import Question, QuestionReminder
from kpi.services.answers.telling import tell
from kpi.states import Term
from samenleven.core.clock import day_in_brussels

log = structlog.get_logger(__name__)

# So many days before a term somebody is reminded; below zero: after it.
DAYS = (7, 3, 1, -1)


def remind_owners() -> int:
    """Remind every owner whose term is that near; computed now, each once; returns how many were told."""
    today = day_in_brussels(timezone.now())
    told = 0
    # The terms of an example are of the past: nobody has to hear of them.
    for question in Question.objects.open().filter(is_example=False).select_related("owner").order_by("pk"):
        for term, due_on in ((Term.INTERNAL, question.internal_due), (Term.OFFICIAL, question.official_due)):
            days = stage((due_on - today).days)
            if days is not None and not (term == Term.INTERNAL and question.official_due < today):
                told += _remind(question, term, due_on, days)
    return told


def stage(left: int) -> int | None:
    """Which reminder is due with so many days left: the last that was passed, so that a missed night is made good."""
    passed = [days for days in DAYS if left <= days]
    return min(passed, default=None)


def _remind(question, term, due_on, days) -> bool:
    try:
        with transaction.atomic():
            _made, is_new = QuestionReminder.objects.get_or_create(
                question=question,
                to=question.owner,
                term=term,
                due_on=due_on,
                days=days,
                defaults={"reminded_at": timezone.now()},
            )
            if is_new:
                waiting = [part.code for part in question.parts.order_by("position", "pk") if not part.is_done]
                tell(question, question.owner, template="question_term", term=term.label, due_on=due_on, codes=waiting,
                     is_late=days < 0)  # fmt: skip
            return is_new
    except IntegrityError:
        log.info("question_reminded_by_another", question=question.pk)
        return False
