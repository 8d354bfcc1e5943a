"""What the lists of the plan can be asked."""

import django_filters
from django.utils.translation import gettext_lazy as _

from grants.figures import participants, participants_on_the_map_of_now
from grants.models import Action, Application, Participation, ProjectRound
from grants.states import ApplicationStatus
from municipalities.models.local_government import sort_key
from municipalities.services.register import heirs_among

PROVINCES = ["Antwerpen", "Limburg", "Oost-Vlaanderen", "Vlaams-Brabant", "West-Vlaanderen"]
NOW = "nu"


class ParticipationFilter(django_filters.FilterSet):
    """Who takes part in what: by round, goal, action and place, on the map of then or of now (R9)."""

    naam = django_filters.CharFilter(label=_("Naam van het lokaal bestuur"), max_length=80, method="keep")
    ronde = django_filters.ChoiceFilter(
        label=_("Projectronde"), field_name="line__offer__round__code", empty_label=_("Alle rondes")
    )
    doelstelling = django_filters.ChoiceFilter(
        label=_("Doelstelling"),
        field_name="line__offer__action__goal__number",
        empty_label=_("Alle doelstellingen"),
    )
    actie = django_filters.ChoiceFilter(
        label=_("Actie"), field_name="line__offer__action__number", empty_label=_("Alle acties")
    )
    regio = django_filters.ChoiceFilter(label=_("Referentieregio"), method="keep", empty_label=_("Alle regio’s"))
    provincie = django_filters.ChoiceFilter(
        label=_("Provincie"),
        method="keep",
        choices=[(name, name) for name in PROVINCES],
        empty_label=_("Alle provincies"),
    )
    kaart = django_filters.ChoiceFilter(
        label=_("Gemeenten zoals"),
        method="keep",
        choices=[(NOW, _("nu, na de fusies"))],
        empty_label=_("toen"),
    )

    # Order by a name and then by what makes each row's place certain: pages never overlap.
    ORDERS = {
        "naam": ["sort_name", "round_number", "action_number", "key"],
        "-naam": ["-sort_name", "round_number", "action_number", "key"],
        "actie": ["action_number", "sort_name", "round_number", "key"],
        "-actie": ["-action_number", "sort_name", "round_number", "key"],
        "ronde": ["round_number", "sort_name", "action_number", "key"],
        "-ronde": ["-round_number", "sort_name", "action_number", "key"],
    }

    class Meta:
        model = Participation
        fields = []

    def __init__(self, *args, programme, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.bodies = bodies
        rounds = ProjectRound.objects.real().filter(programme=programme).values_list("code", "title")
        actions = list(Action.objects.filter(programme=programme).select_related("goal").order_by("number"))
        goals = dict(sorted((action.goal.number, str(action.goal)) for action in actions))
        regions = sorted({body.reference_region.name for body in bodies.values() if body.reference_region})
        self.filters["ronde"].extra["choices"] = list(rounds)
        self.filters["doelstelling"].extra["choices"] = list(goals.items())
        self.filters["actie"].extra["choices"] = [(action.number, str(action)) for action in actions]
        self.filters["regio"].extra["choices"] = [(name, name) for name in regions]

    def keep(self, queryset, name, value):
        """Places depend on the map: `rows` chooses them."""
        return queryset

    @property
    def is_now(self) -> bool:
        """Whether the list is asked on the map of now."""
        return self.form.is_valid() and self.form.cleaned_data["kaart"] == NOW

    def rows(self, sort=""):
        """The rows of the list, in order; none when a filter cannot be read. Places are told by their id (`body`)."""
        if not self.form.is_valid():
            return participants(self.queryset.none()).order_by("key")
        heirs = heirs_among(self.bodies) if self.is_now else {}
        found = participants_on_the_map_of_now(self.qs, heirs) if self.is_now else participants(self.qs)
        asked = self.form.cleaned_data
        if asked["regio"] or asked["provincie"] or asked["naam"]:
            found = found.filter(body__in=self._asked_bodies(asked, heirs))
        return found.order_by(*self.ORDERS.get(sort, self.ORDERS["naam"]))

    def _asked_bodies(self, asked, heirs) -> list[int]:
        """The ids of the places that are asked for; on the map of now an old name finds its heir."""
        found = [body for body in self.bodies.values() if _lies_in(body, asked["regio"], asked["provincie"])]
        if not asked["naam"]:
            return [body.pk for body in found]
        key = sort_key(asked["naam"])
        called = [body for body in self.bodies.values() if key and key in body.sort_name]
        stand_for = {heirs.get(body.pk, body).pk for body in called}
        return [body.pk for body in found if body.pk in stand_for]


def _lies_in(body, region, province) -> bool:
    if region and (body.reference_region is None or body.reference_region.name != region):
        return False
    return not province or body.province == province


class ApplicationFilter(django_filters.FilterSet):
    """The applications of the ministry's list: by round, where they stand, who applies, and what lacks."""

    ronde = django_filters.ChoiceFilter(label=_("Projectronde"), field_name="round__code", empty_label=_("Alle rondes"))
    status = django_filters.ChoiceFilter(label=_("Status"), choices=ApplicationStatus, empty_label=_("Elke status"))
    naam = django_filters.CharFilter(label=_("Naam van het lokaal bestuur"), max_length=80, method="called")
    samen = django_filters.ChoiceFilter(
        label=_("Alleen of samen"),
        method="together",
        choices=[("samen", _("samenwerkingsverband")), ("alleen", _("alleen"))],
        empty_label=_("Allebei"),
    )

    class Meta:
        model = Application
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rounds = ProjectRound.objects.order_by("is_practice", "-number", "code").values_list("code", "title")
        self.filters["ronde"].extra["choices"] = list(rounds)

    @property
    def qs(self):
        """The newest round first, then by name; none when a filter cannot be read."""
        found = super().qs if self.form.is_valid() else self.queryset.none()
        return found.order_by("-round__starts_on", "lead__sort_name", "pk")

    def called(self, queryset, name, value):
        """Those in which a local government of that name takes part."""
        return queryset.filter(participants__local_government__sort_name__contains=sort_key(value)).distinct()

    def together(self, queryset, name, value):
        """Those of a partnership, or those of one alone."""
        return queryset.filter(partnership__isnull=value == "alleen")
