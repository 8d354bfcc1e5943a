"""Rounds: their dates and prices for everybody, prepared and changed by an administrator."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from grants import access, changes, figures
from grants.forms import RoundForms
from grants.models import Indicator, Programme, ProjectRound
from grants.services import publishing, round_effects, rounds
from grants.services.round_plan import as_it_stands, blank, next_after, practice_of
from samenleven.core import wording
from samenleven.core.clock import end_of_day, start_of_day
from samenleven.core.errors import Conflict, DomainError


@require_safe
@login_not_required
def round_list(request):
    """Every round of the plan, the newest first; practice rounds for who works at the ministry."""
    shown, practice = rounds_shown(request.user)
    context = {
        "rounds": shown,
        "practice": practice,
        "may_open": access.may_open_rounds(request.user),
        "now": timezone.now(),
    }
    return render(request, "grants/round_list.html", context)


@require_safe
@login_not_required
def round_page(request, code):
    """One round: dates, reporting moments, rules, offers, and everything that changed."""
    this = get_object_or_404(ProjectRound.objects.visible_to(request.user), code=code)
    return _show_round(request, this)


@require_POST
def round_publish(request, code):
    """Let everybody see a round that was being prepared; what is still wrong is told at once, each with its field."""
    if not access.may_open_rounds(request.user):
        raise PermissionDenied
    this = get_object_or_404(ProjectRound.objects.visible_to(request.user), code=code)
    try:
        publishing.publish(project_round=this, by=request.user)
    except publishing.NotReady as error:
        messages.error(request, str(error))
        return _show_round(request, this, status=422)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(round)s is bekendgemaakt: iedereen ziet de ronde nu.") % {"round": this})
    return redirect(this)


@require_http_methods(["GET", "HEAD", "POST"])
def round_create(request):
    """Prepare the next round, filled in with the round before it, a year later; or a round to practise on (`oefening`)."""
    if not access.may_open_rounds(request.user):
        raise PermissionDenied
    previous = _previous(request)
    programme = previous.programme if previous else Programme.objects.visible_to(request.user).current()
    is_practice = "oefening" in request.GET
    if programme is None or (is_practice and previous is None):
        raise Http404
    if is_practice:
        plan = practice_of(previous)
    else:
        plan = next_after(previous) if previous else blank(programme)
    forms = RoundForms(request.POST if request.method == "POST" else None, plan=plan, is_new=True)
    if request.method == "POST" and forms.is_valid():
        try:
            made = rounds.open_round(
                programme=programme, previous=previous, plan=forms.plan(), is_practice=is_practice, by=request.user
            )
        except DomainError as error:
            forms.messages.append(str(error))
        else:
            messages.success(
                request, _("%(round)s is bewaard. Kijk het voorbeeld na en maak de ronde bekend.") % {"round": made}
            )
            return redirect(made)
    context = {
        "forms": forms,
        "previous": previous,
        "is_practice": is_practice,
        "years": plan.ends_on.year - previous.ends_on.year if previous else 0,
        "goals": _by_goal(forms),
    }
    return render(request, "grants/round_create.html", context, status=422 if forms.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def round_change(request, code):
    """Move a date, the budget or a price of a round, with the reason."""
    if not access.may_open_rounds(request.user):
        raise PermissionDenied
    this = get_object_or_404(ProjectRound.objects.visible_to(request.user), code=code)
    has_opened, current, conflicts = rounds.has_opened(this), as_it_stands(this), []
    data, is_told = request.POST if request.method == "POST" else None, this.published_at is not None
    forms = RoundForms(data, plan=current, is_new=False, has_opened=has_opened, is_told=is_told)
    if data is not None:
        try:
            _refuse_when_overtaken(data, current)
            if forms.is_valid():
                asked = forms.change.cleaned_data
                changed = rounds.change_round(
                    project_round=this, plan=forms.plan(), seen=asked["seen"], reason=asked["reason"], by=request.user
                )
                messages.success(request, _told(changed))
                return redirect(this)
        except Conflict as error:
            forms, conflicts = _beside_theirs(data, error.theirs, has_opened=has_opened, is_told=is_told)
            forms.messages.append(str(error))
        except DomainError as error:
            forms.messages.append(str(error))
    if not is_told:
        _open_what_is_wrong(forms, current)
    context = {
        "round": this,
        "forms": forms,
        "goals": _by_goal(forms),
        "is_told": is_told,
        "conflicts": conflicts,
    }
    status = 409 if conflicts else 422 if forms.errors else 200
    return render(request, "grants/round_change.html", context, status=status)


def rounds_shown(user):
    """The real rounds, the newest first, and the practice rounds for the ministry; each with its `state`.

    Those that are being prepared are among them for the ministry alone.
    """
    everything = ProjectRound.objects.visible_to(user)
    programme = Programme.objects.visible_to(user).current()
    shown = list(everything.filter(is_practice=False, programme=programme).order_by("-number", "-code"))
    is_ministry = user.is_authenticated and user.is_ministry
    practice = list(everything.filter(is_practice=True).order_by("code")) if is_ministry else []
    for one in [*shown, *practice]:
        one.state = _state(one)
    return shown, practice


def lists_of(project_round, user):
    """What the page of a round lists: its reporting moments, what it offers, what was published, what changed."""
    offers = project_round.offers.select_related("action__goal").order_by("action__number")
    return {
        "incentives": project_round.incentives.order_by("kind"),
        "moments": project_round.moments.visible_to(user).order_by("covers_until", "kind"),
        "offers": offers.prefetch_related(Prefetch("indicators", Indicator.objects.order_by("position"))),
        "told": figures.published().filter(round=project_round, action__isnull=True),
        "changes": project_round.changes.visible_to(user).order_by("changed_at", "pk"),
    }


def _show_round(request, this, status=200):
    may_change = access.may_open_rounds(request.user)
    context = {
        "round": this,
        "state": _state(this),
        **lists_of(this, request.user),
        "may_change": may_change,
        "is_prepared": this.published_at is None,
        # Of the rounds of the past no source tells them; no round is published here without its appeal clause.
        "knows_rules": this.published_at is None or bool(this.appeal_clause),
    }
    context["steps"] = _steps(this, context["moments"])
    if this.published_at is None and may_change:
        context["to_mend"] = _to_mend(this)
    if request.user.is_authenticated and request.user.is_ministry:
        context["broken"] = round_effects.faults_of(this)
    return render(request, "grants/round.html", context, status=status)


def _to_mend(this):
    """What keeps a round from being published: each sentence with the id of its field on the page that changes it."""
    plan = as_it_stands(this)
    ids = RoundForms(None, plan=plan, is_new=False).field_ids()
    return [(one.text, ids.get(one.what, "")) for one in publishing.faults(plan, timezone.now())]


def _open_what_is_wrong(forms, plan):
    """A link to a field leads to one that shows: the actions that keep the round from being published stand open."""
    wrong = {one.what.rpartition(" ")[2].partition(".")[0] for one in publishing.faults(plan, timezone.now())}
    for offer in forms.offers:
        offer.is_open = str(offer.action.number) in wrong


def _previous(request):
    """The round that the new one follows: the one in the address, or else the newest real one."""
    real = ProjectRound.objects.visible_to(request.user).filter(is_practice=False).select_related("programme")
    if "van" in request.GET:
        return get_object_or_404(real, code=request.GET["van"])
    programme = Programme.objects.visible_to(request.user).current()
    return real.filter(programme=programme).order_by("-number").first()


def _refuse_when_overtaken(data, current):
    if data.get("seen") != current.digest():
        raise Conflict(_("Iemand anders wijzigde deze ronde intussen. Er is niets bewaard."), theirs=current)


def _beside_theirs(data, theirs, **stands):
    """The form as it was filled in, now upon what somebody else kept, and where the two differ (R18)."""
    fresh = RoundForms(None, plan=theirs, is_new=False, **stands)
    mine = fresh.completed(data)
    mine["seen"] = theirs.digest()
    forms = RoundForms(mine, plan=theirs, is_new=False, **stands)
    if not forms.is_valid():
        return forms, [{"name": _("Deze ronde"), "theirs": _("gewijzigd"), "mine": _("nog niet goed ingevuld")}]
    return forms, [
        {
            "name": changes.name_of(what),
            "theirs": changes.value_of(what, stands),
            "mine": changes.value_of(what, typed),
        }
        for what, stands, typed in rounds.differences(theirs, forms.plan())
    ]


def _told(changed):
    if changed:
        return _("De wijzigingen zijn bewaard en staan bij de ronde.")
    return _("De wijzigingen zijn bewaard.")


def _by_goal(forms):
    """The offers of a form under their goals."""
    goals: dict = {}
    for offer in forms.offers:
        goals.setdefault(offer.action.goal, []).append(offer)
    return sorted(goals.items(), key=lambda pair: pair[0].number)


def _state(project_round):
    """What the calendar says of a round: a word and its tone."""
    now, today = timezone.now(), timezone.localdate()
    if project_round.published_at is None:
        return {"text": _("in voorbereiding"), "tone": "warning"}
    if project_round.opens_at and project_round.opens_at <= now and (project_round.closes_at or now) >= now:
        return {"text": _("oproep open"), "tone": "success"}
    if project_round.starts_on <= today <= project_round.ends_on:
        return {"text": _("projectjaar loopt"), "tone": "info"}
    if today > project_round.ends_on:
        return {"text": _("projectjaar afgelopen"), "tone": "neutral"}
    return {"text": _("komt nog"), "tone": "neutral"}


def _steps(project_round, moments):
    """The phases of a round for its timeline."""
    phases = [
        (_("Oproep"), project_round.opens_at, project_round.closes_at, "minute"),
        (_("Projectjaar"), start_of_day(project_round.starts_on), end_of_day(project_round.ends_on), "day"),
    ]
    for moment in moments:
        name = _("Rapportering: %(kind)s") % {"kind": moment.get_kind_display()}
        phases.append((name, moment.opens_at, moment.deadline, moment.deadline_precision))
    phases.sort(key=lambda phase: phase[1] or phase[2] or end_of_day(project_round.ends_on))
    return [
        {"title": title, "text": _period(starts, ends, precision), "state": _phase(starts, ends)}
        for title, starts, ends, precision in phases
    ]


def _phase(starts, ends):
    now = timezone.now()
    if ends is not None and ends < now:
        return "done"
    return "current" if starts is not None and starts <= now else "next"


def _period(starts, ends, precision):
    if starts and ends:
        return _("van %(starts)s tot en met %(ends)s") % {
            "starts": wording.moment(starts),
            "ends": wording.moment(ends, precision),
        }
    if ends:
        return _("tot en met %(ends)s") % {"ends": wording.moment(ends, precision)}
    if starts:
        return _("vanaf %(starts)s") % {"starts": wording.moment(starts)}
    return _("De datums zijn nog niet bekend.")
