"""Sending an answer: frozen word for word, with its digest and every figure in it (R39)."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.models import Action, ProjectRound
from kpi.models import Answer, Block, CitedFigure, Question
from kpi.services.answers.comparing import compare_with_later
from kpi.services.answers.composing import compose, missing_in
from kpi.states import QUESTION_FLOW, QuestionStatus
from municipalities.models import LocalGovernment
from samenleven.audit.services import record
from samenleven.core.clock import day_in_brussels
from samenleven.core.errors import Conflict, DomainError
from samenleven.core.papers import digest_of


@transaction.atomic
def send(*, question, seen, by) -> Answer:
    """Freeze the answer; `seen` is the digest of what whoever sends has looked at (see `digest_to_send`).

    A second click is the same answer. Raises DomainError while a sub-question is not done, Conflict when something
    changed since it was looked at.
    """
    question = Question.objects.select_for_update(of=["self"]).get(pk=question.pk)
    if question.status == QuestionStatus.SENT:
        return question.answer
    now = timezone.now()
    _refuse_unfinished(question)
    if seen != compose(question).digest:
        raise Conflict(_("Er is niets verstuurd: intussen veranderde het antwoord. Kijk het nog eens na."))
    paper = compose(question, sent_at=now)
    sent = Answer.objects.create(question=question, content=paper.content, digest=paper.digest, sent_at=now, sent_by=by)
    CitedFigure.objects.bulk_create(_cited(sent, paper.figures))
    QUESTION_FLOW.advance(question, QuestionStatus.SENT)
    question.status_at, question.status_by = now, by
    question.save(update_fields=["status", "status_at", "status_by"])
    record(by, "question.sent", question, digest=sent.digest)
    compare_with_later(sent)
    return sent


def _refuse_unfinished(question):
    if not question.is_open:
        raise DomainError(_("Dit dossier is %s: er verandert niets meer aan.") % question.get_status_display())
    today = day_in_brussels(timezone.now())
    of_blocks = Block.objects.filter(part__question=question, snapshot=None, known_on__gte=today)
    if question.known_on >= today or of_blocks.exists():
        raise DomainError(
            _(
                "De cijfers zijn die van het einde van vandaag, en die dag is nog niet om. Kies gisteren, of verstuur morgen."
            )
        )
    missing = missing_in(question)
    if missing:
        codes = ", ".join(part.code for part in missing)
        raise DomainError(
            _("Nog niet klaar: deelvraag %s. Beantwoord ze, of laat iemand anders ze goedkeuren.") % codes
        )


def _cited(sent, figures):
    """A row for each figure; one that stands twice under a sub-question is one figure."""
    keyed = {(code, *one.key, one.as_of): (code, one) for code, one in figures}
    cited = [one for _code, one in keyed.values()]
    rounds = ProjectRound.objects.in_bulk({one.round for one in cited}, field_name="code")
    actions = {
        (one.programme_id, one.number): one for one in Action.objects.filter(number__in={one.action for one in cited})
    }
    bodies = LocalGovernment.objects.in_bulk(
        {one.local_government for one in cited if one.local_government}, field_name="code"
    )
    for code, one in keyed.values():
        of_round = rounds[one.round]
        yield CitedFigure(
            answer=sent,
            code=code,
            round=of_round,
            action=actions[(of_round.programme_id, one.action)] if one.action else None,
            local_government=bodies[one.local_government] if one.local_government else None,
            is_interim=one.is_interim,
            measure=one.measure,
            value=one.value,
            state=one.state,
            source=one.source,
            as_of=one.as_of,
            snapshot=one.snapshot,
        )


def is_intact(sent: Answer) -> bool:
    """Whether the stored content still gives the digest it was sent with."""
    return digest_of(sent.content) == sent.digest
