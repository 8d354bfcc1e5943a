"""What the completeness grid and the list of extensions can be asked."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from grants.filters import PROVINCES
from grants.models import Commitment, Extension, ReportingMoment
from grants.states import ExtensionKind, MomentKind
from kpi.figures.completeness import EXTENSION, ORDERS, QUESTION, RETURN, Asked
from kpi.figures.offered import OfferedAction, offers_of
from kpi.filters.dashboard import only
from kpi.states import LineState
from municipalities.models import ReferenceRegion
from municipalities.models.local_government import sort_key

NAMES = ("moment", "stand", "actie", "doelstelling", "regio", "provincie", "loopt", "naam")
NOT_IN_THE_LIST = _("“%(value)s” staat niet in de lijst. Kies er een uit de lijst.")
# In an address a state reads as on the screen: ?stand=te-laat.
SLUGS = {state: slugify(state.label) for state in LineState}
RUNNING = {"terugzending": RETURN, "verlenging": EXTENSION, "vraag": QUESTION}
LAST_PAGE = 10_000


def follow_up_query(given, *more):
    """The part of an address that the grid knows."""
    return only(given, *NAMES, *more)


def promised_moments() -> list[ReportingMoment]:
    """The moments of the current programme at which somebody has something to report, newest first, practice last."""
    promised = Commitment.objects.filter(indicator__offer__round=OuterRef("round"))
    return list(
        ReportingMoment.objects.filter(Exists(promised), round__programme__is_current=True)
        .select_related("round")
        .order_by("round__is_practice", "-round__number", "round__code", "-covers_until", "kind")
    )


def default_moment(moments, now) -> ReportingMoment | None:
    """Of which moment the grid is when nobody says: the newest that is open, else the last that was, else the next.

    A practice round is only looked at where there is no other (R33).
    """
    real = [one for one in moments if not one.round.is_practice] or list(moments)
    opened = [one for one in real if one.opens_at is not None and one.opens_at <= now]
    running = [one for one in opened if (last := _last(one)) is None or last >= now]
    if running or opened:
        return max(running or opened, key=lambda one: (one.opens_at, one.kind == MomentKind.FINAL))
    return min(real, key=lambda one: (one.opens_at is None, one.opens_at or now, one.pk), default=None)


def _last(moment):
    return moment.changes_until or moment.entries_until or moment.deadline


def _labelled(moments):
    """Round by round, for a choice with groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in moments:
        groups.setdefault(one.round.title, []).append((one.code, f"{one.round.title}: {one.get_kind_display()}"))
    return list(groups.items())


class FollowUpForm(forms.Form):
    """The filters of the grid; its address says everything, so that it can be passed on."""

    moment = forms.ChoiceField(label=_("Rapportering"))
    naam = forms.CharField(label=_("Naam"), required=False, max_length=80)
    stand = forms.ChoiceField(label=_("Stand"), required=False)
    loopt = forms.ChoiceField(
        label=_("Wat loopt er"),
        required=False,
        choices=[
            ("", _("Maakt niet uit")),
            ("terugzending", _("Er is een terugzending open")),
            ("verlenging", _("Er loopt een verlenging of heropening")),
            ("vraag", _("Heeft een open vraag")),
        ],
    )
    doelstelling = forms.TypedChoiceField(label=_("Doelstelling"), required=False, coerce=int, empty_value=None)
    actie = forms.TypedChoiceField(label=_("Actie"), required=False, coerce=int, empty_value=None)
    regio = forms.ChoiceField(label=_("Referentieregio"), required=False)
    provincie = forms.ChoiceField(
        label=_("Provincie"),
        required=False,
        choices=[("", _("Alle provincies")), *((name, name) for name in PROVINCES)],
    )

    def __init__(self, given, *, moments, now):
        self.now, self.moments = now, {one.code: one for one in moments}
        self.chosen: ReportingMoment | None = self.moments.get(given.get("moment", "")) or default_moment(moments, now)
        self.offers: list[OfferedAction] = offers_of(self.chosen.round_id) if self.chosen else []
        data = given.copy()
        if self.chosen:
            data.setdefault("moment", self.chosen.code)
        super().__init__(data)
        self._offer_choices(moments)
        for form_field in self.fields.values():
            if isinstance(form_field, forms.ChoiceField):
                form_field.error_messages["invalid_choice"] = NOT_IN_THE_LIST

    def _offer_choices(self, moments):
        regions = ReferenceRegion.objects.values_list("name", "name")
        goals = dict.fromkeys((offer.goal, f"{offer.goal}. {offer.goal_title}") for offer in self.offers)
        actions = sorted((offer.number, f"{offer.number}. {offer.title}") for offer in self.offers)
        self.fields["moment"].choices = _labelled(moments)
        self.fields["stand"].choices = [("", _("Alle standen")), *((SLUGS[one], one.label) for one in LineState)]
        self.fields["doelstelling"].choices = [("", _("Alle doelstellingen")), *goals]
        self.fields["actie"].choices = [("", _("Alle acties")), *actions]
        self.fields["regio"].choices = [("", _("Alle regio’s")), *regions]

    def clean(self):
        """An action of another goal is nobody's."""
        cleaned = super().clean()
        goal, action = cleaned.get("doelstelling"), cleaned.get("actie")
        if goal and action and not any((offer.goal, offer.number) == (goal, action) for offer in self.offers):
            self.add_error(
                "actie",
                ValidationError(
                    _("Actie %(action)s hoort niet bij doelstelling %(goal)s. Wis een van beide."),
                    params={"action": action, "goal": goal},
                ),
            )
        return cleaned

    @property
    def state(self) -> str:
        """The state that was asked; "" is every state."""
        slugs = {slug: state for state, slug in SLUGS.items()}
        return slugs.get(self.cleaned_data.get("stand", ""), "")

    def asked(self, sort="", page="") -> Asked:
        """What a valid form asks; a page that nobody can mean is the first."""
        assert self.chosen is not None  # a form without a moment is not valid
        cleaned = self.cleaned_data
        goal, action = cleaned["doelstelling"], cleaned["actie"]
        chosen = [offer.number for offer in self.offers if goal in (None, offer.goal)]
        if action:
            chosen = [action]
        return Asked(
            moment=self.chosen,
            now=self.now,
            state=str(self.state),
            actions=tuple(chosen) if goal or action else None,
            region=cleaned["regio"],
            province=cleaned["provincie"],
            name=cleaned["naam"],
            running=RUNNING.get(cleaned["loopt"], ""),
            sort=sort if sort in ORDERS else "",
            page=min(int(page), LAST_PAGE) if page.isascii() and page.isdecimal() and len(page) < 10 else 1,
        )


class ExtensionFilter(django_filters.FilterSet):
    """More time that was given: of which moment, of which kind, running or not, to whom."""

    RUNNING, ENDED, WITHDRAWN = "loopt", "voorbij", "ingetrokken"
    STATES = {RUNNING: _("loopt nog"), ENDED: _("voorbij"), WITHDRAWN: _("ingetrokken")}

    moment = django_filters.ChoiceFilter(label=_("Rapportering"), method="of_moment", empty_label=_("Alle"))
    soort = django_filters.ChoiceFilter(
        label=_("Soort"), field_name="kind", choices=ExtensionKind.choices, empty_label=_("Alle soorten")
    )
    stand = django_filters.ChoiceFilter(
        label=_("Stand"),
        method="in_state",
        choices=list(STATES.items()),
        empty_label=_("Alle standen"),
    )
    naam = django_filters.CharFilter(label=_("Naam"), max_length=80, method="named")

    class Meta:
        model = Extension
        fields = []

    def __init__(self, *args, moments, now, **kwargs):
        super().__init__(*args, **kwargs)
        self.now, self.moments = now, {one.code: one for one in moments}
        self.filters["moment"].extra["choices"] = _labelled(moments)

    def of_moment(self, queryset, name, value):
        """Those of one reporting moment."""
        return queryset.filter(moment=self.moments[value])

    def in_state(self, queryset, name, value):
        """Those that run, that ended by themselves, or that were withdrawn."""
        if value == self.WITHDRAWN:
            return queryset.filter(withdrawn_at__isnull=False)
        standing = queryset.filter(withdrawn_at__isnull=True)
        return standing.filter(until__gte=self.now) if value == self.RUNNING else standing.filter(until__lt=self.now)

    def named(self, queryset, name, value):
        """Those of an applicant: its lead, or the name of its partnership."""
        key = sort_key(value)
        called = Q(application__partnership__name__icontains=value)
        return queryset.filter(called | Q(application__lead__sort_name__contains=key) if key else called)
