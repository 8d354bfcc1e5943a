"""The lists of the plan and its rounds as files: what the pages show, without their words around it."""

from operator import attrgetter, itemgetter

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from grants import changes
from grants.models import Action, Goal, ProjectRound, RoundChange
from grants.states import Measure
from grants.templatetags.plan import in_rounds
from grants.views import catalogue, rounds
from samenleven.core import wording
from samenleven.core.tables import Column, Download, Format, Table, known, nothing, told

ACTIONS = [
    Column(gettext_lazy("Nummer doelstelling"), attrgetter("goal.number"), Format.COUNT),
    Column(gettext_lazy("Doelstelling"), attrgetter("goal.title")),
    Column(gettext_lazy("Nummer actie"), attrgetter("number"), Format.COUNT),
    Column(gettext_lazy("Actie"), attrgetter("title")),
    Column(gettext_lazy("Zekerheid van de titel"), lambda action: action.get_title_status_display()),
    Column(gettext_lazy("Betaald in"), lambda action: in_rounds(action.paid_in) or _("niet betaald via dit plan")),
]
# A row is a pair of an offer and one of its KPI's; an offer without one stands there once.
OFFERS = [
    Column(gettext_lazy("Projectronde"), lambda pair: pair[0].round.code),
    Column(gettext_lazy("Nummer doelstelling"), lambda pair: pair[0].action.goal.number, Format.COUNT),
    Column(gettext_lazy("Doelstelling"), lambda pair: pair[0].action.goal.title),
    Column(gettext_lazy("Nummer actie"), lambda pair: pair[0].action.number, Format.COUNT),
    Column(gettext_lazy("Actie"), lambda pair: pair[0].action.title),
    Column(gettext_lazy("Betaald in deze ronde"), lambda pair: pair[0].financed),
    Column(gettext_lazy("Ook inhoudelijk beoordeeld"), lambda pair: pair[0].content_judged),
    Column(gettext_lazy("Code van de KPI"), lambda pair: pair[1] and pair[1].code),
    Column(gettext_lazy("KPI"), lambda pair: pair[1].title if pair[1] else _not_counted(pair[0])),
    Column(gettext_lazy("Eenheid"), lambda pair: pair[1] and pair[1].unit),
    Column(gettext_lazy("Bedrag per eenheid (EUR)"), lambda pair: pair[1] and pair[1].amount_per_unit, Format.EURO),
    Column(gettext_lazy("Hoogstens (eenheden)"), lambda pair: pair[1] and known(pair[1].max_units), Format.UNITS),
    Column(gettext_lazy("Maximumbedrag (EUR)"), lambda pair: pair[1] and known(pair[1].max_amount), Format.EURO),
]
ROUNDS = [
    Column(gettext_lazy("Code"), attrgetter("code")),
    Column(gettext_lazy("Projectronde"), attrgetter("title")),
    Column(gettext_lazy("Oefenronde"), attrgetter("is_practice")),
    Column(gettext_lazy("Stand"), lambda one: one.state["text"]),
    Column(gettext_lazy("Oproep opent op"), lambda one: known(one.opens_at), Format.MOMENT),
    Column(gettext_lazy("Oproep sluit op"), lambda one: known(one.closes_at), Format.MOMENT),
    Column(gettext_lazy("Projectjaar van"), attrgetter("starts_on"), Format.DAY),
    Column(gettext_lazy("Projectjaar tot en met"), attrgetter("ends_on"), Format.DAY),
    Column(gettext_lazy("Budget over alle acties samen (EUR)"), lambda one: known(one.budget), Format.EURO),
    Column(gettext_lazy("Beslissing van de Vlaamse Regering"), lambda one: known(one.decided_on), Format.DAY),
]
MOMENTS = [
    Column(gettext_lazy("Rapportering"), lambda moment: moment.get_kind_display()),
    Column(gettext_lazy("Over de periode van"), attrgetter("covers_from"), Format.DAY),
    Column(gettext_lazy("Over de periode tot en met"), attrgetter("covers_until"), Format.DAY),
    Column(gettext_lazy("Registreren vanaf"), lambda moment: known(moment.opens_at), Format.MOMENT),
    Column(gettext_lazy("Deadline"), lambda moment: told(moment.deadline, moment.deadline_precision), Format.MOMENT),
    Column(
        gettext_lazy("Nieuwe registraties tot"), lambda moment: moment.entries_until or _("de deadline"), Format.MOMENT
    ),
    Column(gettext_lazy("Verbeteringen tot"), lambda moment: moment.changes_until or _("de deadline"), Format.MOMENT),
]
CHANGES = [
    Column(gettext_lazy("Projectronde"), attrgetter("round.code")),
    Column(gettext_lazy("Wat"), lambda change: changes.name_of(change.what)),
    Column(gettext_lazy("Was"), lambda change: changes.value_of(change.what, change.old)),
    Column(gettext_lazy("Werd"), lambda change: changes.value_of(change.what, change.new)),
    Column(gettext_lazy("Wanneer"), lambda change: known(change.changed_at), Format.MOMENT),
    Column(gettext_lazy("Waarom"), lambda change: change.reason or nothing("unknown")),
    Column(gettext_lazy("Door"), attrgetter("by_role")),
    Column(gettext_lazy("Bron"), attrgetter("source_url")),
]
TOLD = [
    Column(gettext_lazy("Wat"), lambda figure: figure.get_measure_display()),
    Column(
        gettext_lazy("Bedrag (EUR)"), lambda figure: known(figure.value) if _is_money(figure) else None, Format.EURO
    ),
    Column(gettext_lazy("Aantal"), lambda figure: None if _is_money(figure) else known(figure.value), Format.UNITS),
    Column(gettext_lazy("Bekend sinds"), attrgetter("known_at"), Format.DAY),
    Column(gettext_lazy("Bron"), attrgetter("source")),
]
# A row is what the page of an action tells of one round, see views.catalogue.
TOLD_OF_ACTION = [
    Column(gettext_lazy("Projectronde"), lambda one: one["round"].code),
    Column(gettext_lazy("Toegekend (EUR)"), lambda one: _value(one["awarded"]), Format.EURO),
    Column(gettext_lazy("Lokale besturen"), lambda one: _value(one["local_governments"]), Format.COUNT),
    Column(gettext_lazy("Bij naam bekend"), itemgetter("named"), Format.COUNT),
    Column(gettext_lazy("Doel (huidig en gepland bereik)"), lambda one: _value(one["target"]), Format.UNITS),
    Column(gettext_lazy("Bereikt"), lambda one: _value(one["realised"], nothing(one["without_result"])), Format.UNITS),
    Column(gettext_lazy("Bron"), lambda one: "; ".join(dict.fromkeys(source for source, _at in one["sources"]))),
]


@require_safe
@login_not_required
def plan_file(request, write):
    """All goals and actions of the plan, and what each round counts and pays."""
    programme = catalogue.programme_or_404(request.user)
    goals = catalogue.goals_with_actions(request.user, programme)
    actions = [action for goal in goals for action in goal.actions.all()]
    return _of_actions(request, write, "plan-samenleven_acties", programme.name, actions, reverse("grants:plan"))


@require_safe
@login_not_required
def goal_file(request, number, write):
    """The actions of one goal."""
    programme = catalogue.programme_or_404(request.user)
    this = get_object_or_404(Goal.objects.visible_to(request.user), programme=programme, number=number)
    actions = list(this.actions.visible_to(request.user).order_by("number"))
    catalogue.add_rounds(actions, request.user)
    name, title = f"plan-samenleven_acties_doelstelling-{number}", _("Doelstelling %(goal)s") % {"goal": this}
    return _of_actions(request, write, name, title, actions, reverse("grants:goal", args=[number]))


@require_safe
@login_not_required
def action_file(request, number, write):
    """What is counted and paid for one action, and what was published of it."""
    programme = catalogue.programme_or_404(request.user)
    this = get_object_or_404(Action.objects.visible_to(request.user), programme=programme, number=number)
    offers = list(catalogue.offers_of([this], request.user))
    published = catalogue.told_and_named_of(this, [offer.round for offer in offers], request.user)
    return write(
        Download(
            name=f"plan-samenleven_actie-{number}",
            title=_("Actie %(action)s") % {"action": this},
            tables=[
                Table(_("KPI's per ronde"), OFFERS, _by_indicator(offers)),
                Table(_("Gepubliceerde cijfers"), TOLD_OF_ACTION, published),
            ],
            page=this.get_absolute_url(),
            about=[
                *_as_known_now(),
                (_("Toegekend"), _("Gepubliceerd totaal: wat de overheid beloofde te betalen.")),
                (_("Doel"), _("Gepubliceerd totaal: huidig en gepland bereik samen, zoals beloofd; geen resultaat.")),
                (_("Bereikt"), _("Gepubliceerd totaal: wat de lokale besturen daarna telden.")),
            ],
        )
    )


@require_safe
@login_not_required
def round_list_file(request, write):
    """The rounds, and everything that changed in them."""
    shown, practice = rounds.rounds_shown(request.user)
    every = [*shown, *practice]
    changed = (
        RoundChange.objects.visible_to(request.user)
        .filter(round__in=every)
        .select_related("round")
        .order_by("-round__number", "round__code", "changed_at", "pk")
    )
    return write(
        Download(
            name="plan-samenleven_projectrondes",
            title=_("Projectrondes"),
            tables=[Table(_("Projectrondes"), ROUNDS, every), Table(_("Wijzigingen"), CHANGES, changed)],
            page=reverse("grants:round-list"),
            about=_as_known_now(),
        )
    )


@require_safe
@login_not_required
def round_file(request, code, write):
    """Everything the page of a round lists: its actions, its reporting moments, its totals, its changes."""
    this = get_object_or_404(ProjectRound.objects.visible_to(request.user), code=code)
    listed = rounds.lists_of(this, request.user)
    for offer in (offers := list(listed["offers"])):
        offer.round = this
    return write(
        Download(
            name=f"plan-samenleven_projectronde_{this.code}",
            title=str(this),
            tables=[
                Table(_("Acties"), OFFERS, _by_indicator([offer for offer in offers if offer.financed])),
                Table(_("Rapporteringsmomenten"), MOMENTS, listed["moments"]),
                Table(_("Gepubliceerde totalen"), TOLD, listed["told"]),
                Table(_("Wijzigingen"), CHANGES, listed["changes"].select_related("round")),
            ],
            page=this.get_absolute_url(),
            about=[
                *_as_known_now(),
                (_("Budget over alle acties samen"), wording.euro(this.budget)),
                *([(_("Let op"), _("Een oefenronde: ze telt nergens mee."))] if this.is_practice else []),
            ],
        )
    )


def _of_actions(request, write, name, title, actions, page):
    offers = catalogue.offers_of(actions, request.user).filter(financed=True)
    tables = [Table(_("Acties"), ACTIONS, actions), Table(_("KPI's per ronde"), OFFERS, _by_indicator(offers))]
    return write(Download(name=name, title=title, tables=tables, page=page, about=_as_known_now()))


def _as_known_now():
    return [(_("Zoals gekend op"), wording.moment(timezone.now()))]


def _by_indicator(offers):
    for offer in offers:
        for indicator in offer.indicators.all() or [None]:
            yield offer, indicator


def _not_counted(offer):
    return _("nog niet bepaald") if offer.financed else _("niet betaald in deze ronde")


def _value(figure, otherwise=None):
    """What was published, or the word of its nothing."""
    return known(otherwise) if figure is None or figure.value is None else figure.value


def _is_money(figure):
    return figure.measure == Measure.AWARDED
