"""The dossiers of written questions: the list, taking one in, and one dossier with its sub-questions (R39)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kpi import access
from kpi.filters.questions import QuestionFilter
from kpi.forms.questions import ApproverForm, ChangeForm, IntakeForm, NewPartForm, TermsForm, proposed_terms
from kpi.models import Contradiction, Question
from kpi.services import answers
from kpi.states import SubQuestionStatus
from kpi.views.doors import for_answering_questions, for_reading_questions
from samenleven.core import wording
from samenleven.core.clock import day_in_brussels
from samenleven.core.errors import Conflict, DomainError
from samenleven.core.htmx import render_page
from samenleven.core.tables import Column, Download, Format, Table, chosen

PAGE_SIZE = 25
CONTRADICTIONS_SHOWN = 100
HEAD = ("number", "title", "asked_on", "received_on", "known_on", "internal_due", "official_due", "owner")


def asked_question(request, pk):
    """The dossier of an address, if somebody may read it."""
    return get_object_or_404(
        Question.objects.visible_to(request.user).select_related("owner", "follows", "status_by", "answer"), pk=pk
    )


# --- the list ---------------------------------------------------------------------------------------------------------
def _found(request):
    listed = Question.objects.visible_to(request.user).select_related("owner")
    done = Q(parts__status=SubQuestionStatus.APPROVED) | Q(
        parts__status=SubQuestionStatus.ANSWERED, parts__own_text="", parts__kind__in=["figures", "not_asked"]
    )
    counted = listed.annotate(parts_all=Count("parts"), parts_done=Count("parts", filter=done))
    # "open" comes before "sent" and "withdrawn": what still has to be answered on top, the nearest term first.
    ordered = counted.order_by("status", "official_due", "-pk")
    return QuestionFilter(request.GET, queryset=ordered, request=request)


def _rows(questions):
    """Each question with its alarms and how near its term is."""
    today = day_in_brussels(timezone.now())
    alarms = answers.alarms_of([one.pk for one in questions])
    for one in questions:
        one.alarms = alarms.get(one.pk, 0)
        waits = one.is_open and not one.is_example  # the terms of an example are of the past
        one.is_late = waits and one.official_due < today
        one.is_near = waits and not one.is_late and one.internal_due <= today
    return questions


@require_safe
@for_reading_questions
def question_list(request):
    """Every dossier: what still waits for an answer on top."""
    found = _found(request)
    rows = found.qs if found.form.is_valid() else found.queryset.none()
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = _rows(list(page.object_list))
    context = {"form": found.form, "page": page, "may_answer": access.may_answer_questions(request.user)}
    return render_page(request, "kpi/question_list.html", context)


COLUMNS = [
    Column(gettext_lazy("Nummer"), lambda one: one.number, Format.COUNT),
    Column(gettext_lazy("Onderwerp"), lambda one: one.title),
    Column(gettext_lazy("Stand"), lambda one: one.get_status_display()),
    Column(gettext_lazy("Gesteld op"), lambda one: one.asked_on, Format.DAY),
    Column(gettext_lazy("Cijfers zoals gekend op"), lambda one: one.known_on, Format.DAY),
    Column(gettext_lazy("Interne termijn"), lambda one: one.internal_due, Format.DAY),
    Column(gettext_lazy("Officiële termijn"), lambda one: one.official_due, Format.DAY),
    Column(gettext_lazy("Deelvragen klaar"), lambda one: one.parts_done, Format.COUNT),
    Column(gettext_lazy("Deelvragen"), lambda one: one.parts_all, Format.COUNT),
    Column(gettext_lazy("Cijfers intussen anders"), lambda one: one.alarms, Format.COUNT),
    Column(gettext_lazy("Voorbeeld"), lambda one: one.is_example),
]


@require_safe
@for_reading_questions
def question_list_file(request, write):
    """The filtered list as a file; nobody is named in it."""
    found = _found(request)
    page = f"{reverse('kpi:question-list')}?{request.GET.urlencode()}"
    if not found.form.is_valid():
        return redirect(page)
    now = timezone.now()
    return write(
        Download(
            name=f"plan-samenleven_schriftelijke-vragen_{day_in_brussels(now).isoformat()}",
            title=_("Schriftelijke vragen"),
            tables=[Table(_("Schriftelijke vragen"), COLUMNS, _rows(list(found.qs)))],
            page=page,
            about=[(_("Zoals gekend op"), wording.stamp(now)), *chosen(found.form)],
        )
    )


# --- taking in, changing ----------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
@for_answering_questions
def question_new(request):
    """Take in a question: paste its text, say its terms."""
    today = day_in_brussels(timezone.now())
    initial = proposed_terms(today) | {"asked_on": today, "owner": request.user}
    form = IntakeForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            question = answers.take_in(by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            parts = question.parts.count()
            told = ngettext(
                "Opgenomen, met %(parts)s deelvraag. Kijk na of ze juist gelezen is.",
                "Opgenomen, met %(parts)s deelvragen. Kijk na of ze juist gelezen zijn.",
                parts,
            )
            messages.success(request, told % {"parts": wording.count(parts)})
            return redirect(question)
    return render(request, "kpi/question_new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_answering_questions
def question_change(request, pk):
    """Change the terms, the owner, the subject or the day of the figures."""
    question = asked_question(request, pk)
    known = {name: getattr(question, name) for name in HEAD} | {"revision": question.revision}
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=known)
    status, theirs = 200, None
    if request.method == "POST":
        status, approved = 422, _approved(question)
        if form.is_valid():
            head = {name: form.cleaned_data[name] for name in HEAD}
            try:
                answers.change(question=question, revision=form.cleaned_data["revision"], by=request.user, **head)
            except Conflict as conflict:
                status, theirs = 409, conflict.theirs
                form.add_error(None, str(conflict))
            except DomainError as error:
                form.add_error(None, str(error))
            else:
                lapsed = approved - _approved(question)
                messages.success(request, " ".join([_("Het dossier is gewijzigd."), *_lapsed(lapsed)]))
                return redirect(question)
    context = {"form": form, "question": question, "theirs": theirs}
    return render(request, "kpi/question_change.html", context, status=status)


def _approved(question):
    return question.parts.filter(status=SubQuestionStatus.APPROVED).count()


def _lapsed(number):
    """What is said of the approvals that another day of the figures ended; nothing where there were none."""
    if number:
        yield ngettext(
            "De cijfers zijn nu van een andere dag: %(number)s goedkeuring is vervallen.",
            "De cijfers zijn nu van een andere dag: %(number)s goedkeuringen zijn vervallen.",
            number,
        ) % {"number": wording.count(number)}


@require_http_methods(["GET", "HEAD", "POST"])
@for_answering_questions
def question_follow(request, pk):
    """Make a dossier that answers the same question again, as known on a later day."""
    question = asked_question(request, pk)
    initial = proposed_terms(day_in_brussels(timezone.now()))
    form = TermsForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = answers.follow_up(question=question, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Het vervolg is gemaakt, met dezelfde deelvragen en bouwstenen."))
            return redirect(made)
    context = {"form": form, "question": question}
    return render(request, "kpi/question_follow.html", context, status=422 if form.errors else 200)


# --- one dossier ------------------------------------------------------------------------------------------------------
@require_safe
@for_reading_questions
def question_page(request, pk):
    """One dossier: its terms, the figures it quotes, its sub-questions and, once sent, what contradicts it."""
    return dossier(request, asked_question(request, pk))


def dossier(request, question, *, form=None, status=200):
    """The page of a dossier; `form`: a new sub-question that was not right."""
    may_answer = access.may_answer_questions(request.user) and question.is_open
    parts = list(question.parts.select_related("written_by").order_by("position", "pk"))
    (question,) = _rows([question])
    context = {
        "question": question,
        "parts": parts,
        "done": sum(part.is_done for part in parts),
        "waiting": [part for part in parts if answers.waits_for_approval(part)],
        "premises": answers.premises_of(question.text, question.known_on, answers.Library()),
        "followed_by": question.followed_by.order_by("pk"),
        "contradictions": _contradictions(question),
        "may_answer": may_answer,
        "may_work": access.may_answer_questions(request.user),
        "form": form or (NewPartForm() if may_answer else None),
        "approver_form": ApproverForm(but_not=request.user) if may_answer else None,
    }
    return render(request, "kpi/question.html", context, status=status)


def _contradictions(question):
    """What contradicts a sent answer; the same figure under several sub-questions once, alarms first."""
    found = (
        Contradiction.objects.standing()
        .filter(figure__answer__question=question)
        .select_related("figure__round", "figure__action", "figure__local_government")
        .order_by("is_expected", "figure__code", "figure_id", "pk")
    )
    grouped: dict[tuple, dict] = {}
    for one in found:
        cited = one.figure
        key = (answers.name_of(cited), one.explanation)
        line = grouped.setdefault(key, {
            "name": key[0], "explanation": one.explanation, "is_expected": one.is_expected, "codes": [],
            "was": answers.said(cited.measure, cited.value, cited.state),
            "now": answers.said(cited.measure, one.value, one.state), "is_seen": one.seen_at is not None,
        })  # fmt: skip
        if cited.code not in line["codes"]:
            line["codes"].append(cited.code)
    return list(grouped.values())[:CONTRADICTIONS_SHOWN]


@require_POST
@for_answering_questions
def question_withdraw(request, pk):
    """Close a dossier without an answer."""
    return _do(request, pk, answers.withdraw, _("Het dossier is ingetrokken."))


@require_POST
@for_answering_questions
def question_compare(request, pk):
    """Compare a sent answer with the figures of now and with later answers."""
    question = asked_question(request, pk)
    if not hasattr(question, "answer"):
        messages.error(request, _("Er is nog niets verstuurd om te vergelijken."))
        return redirect(question)
    answers.compare(question.answer)
    messages.success(request, _("Vergeleken met de cijfers van nu en met latere antwoorden."))
    return redirect(question)


@require_POST
@for_answering_questions
def question_seen(request, pk):
    """Say that the contradictions were looked at."""
    return _do(request, pk, answers.see, _("Genoteerd. Een nieuwe tegenspraak wordt opnieuw gemeld."))


@require_POST
@for_answering_questions
def question_ask_approval(request, pk):
    """Ask somebody to approve what waits."""
    question = asked_question(request, pk)
    form = ApproverForm(request.POST, but_not=request.user)
    if not form.is_valid():
        messages.error(request, _("Kies aan wie u de goedkeuring vraagt."))
        return redirect(question)
    to = form.cleaned_data["to"]
    if not access.may_answer_questions(to):
        raise PermissionDenied
    return _do(request, pk, answers.ask_approval, _("De vraag om goedkeuring is verstuurd."), to=to)


def _do(request, pk, verb, done, **arguments):
    """One verb on a dossier, and back to its page with what came of it."""
    question = asked_question(request, pk)
    try:
        verb(question=question, by=request.user, **arguments)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect(question)
