"""One sub-question: putting it right, answering it with a preview of its figures, approving it (R39)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kpi import access
from kpi.forms.answers import AnswerForm, Blocks
from kpi.forms.questions import NewPartForm, PartForm, RevisionForm
from kpi.models import SubQuestion
from kpi.services import answers
from kpi.services.answers.quoting import actions_in
from kpi.states import QuestionStatus
from kpi.views.doors import for_answering_questions, for_reading_questions
from kpi.views.questions import asked_question, dossier
from samenleven.core.errors import Conflict, DomainError


def asked_part(request, pk, part_pk):
    """The sub-question of an address, if somebody may read its dossier."""
    parts = SubQuestion.objects.visible_to(request.user).select_related("question", "written_by", "approved_by")
    return get_object_or_404(parts, pk=part_pk, question=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_reading_questions
def sub_question(request, pk, part_pk):
    """How a sub-question is answered; who answers chooses and sees what the portal writes, before and after keeping it."""
    part = asked_part(request, pk, part_pk)
    if request.method != "POST":
        return _page(request, part)
    if not access.may_answer_questions(request.user):
        raise PermissionDenied
    form, blocks = AnswerForm(request.POST), Blocks(request.POST, prefix="blok")
    if not (form.is_valid() & blocks.is_valid()):
        return _page(request, part, form=form, blocks=blocks, status=422)
    given = {name: form.cleaned_data[name] for name in ("kind", "own_text")}
    if "voorbeeld" in request.POST:
        return _page(request, part, form=form, blocks=blocks, preview=_preview(part, blocks.blocks, given))
    try:
        answers.answer(
            part=part, revision=form.cleaned_data["revision"], blocks=blocks.blocks, by=request.user, **given
        )
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        return _page(request, part, form=form, blocks=blocks, theirs=conflict.theirs, status=409)
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, part, form=form, blocks=blocks, status=422)
    messages.success(request, _("Het antwoord op deelvraag %s is bewaard.") % part.code)
    return redirect(part)


def _preview(part, blocks, given):
    """What the answer would say, without keeping anything."""
    shown = SubQuestion(pk=part.pk, question=part.question, code=part.code, text=part.text, **given)
    return answers.of_part(shown, part.question, blocks=answers.unsaved_blocks(shown, blocks)).parts


def _page(request, part, *, form=None, blocks=None, preview=None, theirs=None, text_form=None, status=200):
    question = part.question
    kept = list(part.blocks.select_related("snapshot__moment__round").order_by("position", "pk"))
    may_answer = access.may_answer_questions(request.user) and question.is_open
    parts = list(question.parts.order_by("position", "pk").values("pk", "code"))
    place = next((at for at, one in enumerate(parts) if one["pk"] == part.pk), 0)
    known = {"kind": part.kind, "own_text": part.own_text, "revision": part.revision}
    words = {"code": part.code, "context": part.context, "text": part.text, "revision": part.revision}
    context = {
        "part": part,
        "question": question,
        "may_answer": may_answer,
        "may_approve": may_answer and access.may_approve(request.user, part) and answers.waits_for_approval(part),
        "form": form or AnswerForm(initial=known),
        "blocks": blocks or Blocks(prefix="blok", initial=_initial(part, kept)),
        "text_form": text_form or PartForm(initial=words),
        "revision_form": RevisionForm(initial={"revision": part.revision}),
        "preview": preview or _answered(part, question, kept),
        "is_unsaved": preview is not None,
        "premises": answers.premises_of(f"{part.context}\n\n{part.text}", question.known_on, answers.Library()),
        "own_premises": _own_premises(part),
        "theirs": theirs,
        "theirs_blocks": list(theirs.blocks.order_by("position")) if theirs is not None else [],
        "is_first": place == 0,
        "previous": parts[place - 1] if place > 0 else None,
        "following": parts[place + 1] if place + 1 < len(parts) else None,
    }
    return render(request, "kpi/sub_question.html", context, status=status)


def _answered(part, question, kept):
    """What answers the sub-question: as it was sent, else as it would be now."""
    if question.status == QuestionStatus.SENT:
        return answers.as_sent(question, part.code)
    return answers.of_part(part, question, blocks=kept).parts


def _initial(part, kept):
    """The blocks as they are kept, and one that is empty while there is room: with the actions that the question names."""
    rows = [
        {
            "kind": one.kind,
            "actions": ", ".join(map(str, one.actions)),
            "rounds": one.rounds,
            "known_on": one.known_on,
            "snapshot": one.snapshot.code if one.snapshot else None,
            "is_interim": one.is_interim,
            "fields_asked": one.fields,
        }
        for one in kept
    ]
    if len(rows) >= answers.MOST_BLOCKS:
        return rows
    named = actions_in(f"{part.context} {part.text}")
    rounds = kept[-1].rounds if kept else []
    return [*rows, {"actions": ", ".join(map(str, named)), "rounds": rounds}]


def _own_premises(part):
    """The figures in what somebody wrote that are called something else than they are."""
    if not part.own_text:
        return []
    found = answers.premises_of(part.own_text, part.question.known_on, answers.Library())
    return [one for one in found if one.verdict != answers.RIGHT]


# --- putting right ----------------------------------------------------------------------------------------------------
@require_POST
@for_answering_questions
def sub_question_add(request, pk):
    """Add a sub-question that was not read in the text."""
    question = asked_question(request, pk)
    form = NewPartForm(request.POST)
    if form.is_valid():
        try:
            part = answers.add(question=question, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Deelvraag %s is toegevoegd.") % part.code)
            return redirect(part)
    return dossier(request, question, form=form, status=422)


@require_POST
@for_answering_questions
def sub_question_correct(request, pk, part_pk):
    """Put the number or the words right, or cut the text in two at its empty line."""
    part = asked_part(request, pk, part_pk)
    form = PartForm(request.POST)
    if not form.is_valid():
        return _page(request, part, text_form=form, status=422)
    given = dict(form.cleaned_data)
    try:
        if "splitsen" in request.POST:
            made = answers.split(part=part, revision=given["revision"], text=given["text"], by=request.user)
            messages.success(
                request, _("Gesplitst in %s. Geef elke deelvraag haar nummer.") % ", ".join(one.code for one in made)
            )
            return redirect(part.question)
        answers.correct(part=part, by=request.user, **given)
    except DomainError as error:
        form.add_error(None, str(error))
        return _page(request, part, text_form=form, status=409 if isinstance(error, Conflict) else 422)
    messages.success(request, _("De deelvraag is verbeterd."))
    return redirect(part)


@require_POST
@for_answering_questions
def sub_question_merge(request, pk, part_pk):
    """Make it part of the sub-question before it."""
    return _do(request, pk, part_pk, answers.merge, _("Samengevoegd met de vorige deelvraag."))


@require_POST
@for_answering_questions
def sub_question_leave_out(request, pk, part_pk):
    """Take away what is no sub-question."""
    return _do(request, pk, part_pk, answers.leave_out, _("De deelvraag is weggelaten."), to_dossier=True)


@require_POST
@for_answering_questions
def sub_question_approve(request, pk, part_pk):
    """Approve what somebody else wrote."""
    return _do(request, pk, part_pk, answers.approve, _("Het antwoord is goedgekeurd."))


@require_POST
@for_answering_questions
def sub_question_disapprove(request, pk, part_pk):
    """Take an approval back."""
    return _do(request, pk, part_pk, answers.withdraw_approval, _("De goedkeuring is ingetrokken."))


def _do(request, pk, part_pk, verb, done, *, to_dossier=False):
    """One verb on a sub-question, by the version that stood on the page, and back with what came of it."""
    part = asked_part(request, pk, part_pk)
    form = RevisionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Er is niets gewijzigd. Open de bladzijde opnieuw."))
        return redirect(part)
    try:
        changed = verb(part=part, revision=form.cleaned_data["revision"], by=request.user)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(part.question if isinstance(error, Conflict) and error.theirs is None else part)
    messages.success(request, done)
    return redirect(part.question if to_dossier else changed)
