"""The answer to a written question as a whole: to read, to send, and as Word and PDF; all drawn from the same parts (R39)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kpi import access
from kpi.services import answers
from kpi.states import QuestionStatus
from kpi.views.doors import for_answering_questions, for_reading_questions
from kpi.views.questions import asked_question
from samenleven.core import wording
from samenleven.core.errors import DomainError
from samenleven.core.pdf_files import pdf, pdf_file
from samenleven.core.word_files import word, word_file

AUTHOR = "Plan Samenleven"


@require_safe
@for_reading_questions
def question_paper(request, pk):
    """The whole answer: as it was sent, or as it would be sent now, with the button to send it."""
    question = asked_question(request, pk)
    paper = answers.paper_of(question)
    missing = answers.missing_in(question) if question.is_open else []
    context = {
        "question": question,
        "paper": paper,
        "missing": missing,
        "may_send": question.is_open and not missing and access.may_answer_questions(request.user),
        "is_intact": answers.is_intact(question.answer) if question.status == QuestionStatus.SENT else None,
    }
    return render(request, "kpi/question_paper.html", context)


@require_POST
@for_answering_questions
def question_send(request, pk):
    """Freeze the answer as it was looked at."""
    question = asked_question(request, pk)
    try:
        answers.send(question=question, seen=request.POST.get("digest", ""), by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect("kpi:question-paper", pk)
    messages.success(request, _("Het antwoord ligt vast. Bezorg nu het bestand aan het parlement."))
    return redirect(question)


@require_safe
@for_reading_questions
def question_word(request, pk):
    """The answer as a Word file."""
    question = asked_question(request, pk)
    paper = answers.paper_of(question)
    return word_file(_name(question), word(paper.title, paper.parts, _made_at(question), author=AUTHOR))


@require_safe
@for_reading_questions
def question_pdf(request, pk):
    """The answer as a tagged PDF."""
    question = asked_question(request, pk)
    return pdf_file(_name(question), pdf("answer.typ", pdf_data(question), _made_at(question)))


def pdf_data(question) -> dict:
    """What the template of the PDF is given."""
    paper = answers.paper_of(question)
    return {
        "title": paper.title,
        "parts": paper.parts,
        "words": {
            "brand": AUTHOR,
            "made": _("Gemaakt op %(at)s") % {"at": wording.stamp(_made_at(question))},
            "page": _("Bladzijde {page} van {pages}"),
        },
    }


def _made_at(question):
    """When the paper was made: of a sent answer the moment it was sent, so that the file stays the same."""
    return question.answer.sent_at if question.status == QuestionStatus.SENT else timezone.now()


def _name(question):
    """plan-samenleven_vraag-222_2023-03-03, with the day of its figures; what was not sent says that it is a draft."""
    number = question.number if question.number is not None else slugify(question.title)[:30]
    draft = "" if question.status == QuestionStatus.SENT else "_ontwerp"
    return f"plan-samenleven_vraag-{number}_{question.known_on.isoformat()}{draft}"
