"""Under which name a dashboard is kept, and whether colleagues see it."""

from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from kpi.models import SavedView

LONGEST_NAME = SavedView._meta.get_field("name").max_length
LONGEST_PATH = SavedView._meta.get_field("path").max_length
DASHBOARDS = {"kpi:dashboard", "kpi:dashboard-action", "kpi:dashboard-origin", "kpi:board"}


class ChangeViewForm(forms.Form):
    """The name of a view, and who sees it."""

    name = forms.CharField(label=_("Naam"), max_length=LONGEST_NAME)
    is_shared = forms.BooleanField(
        label=_("Delen met collega’s van het ministerie"),
        required=False,
        help_text=_("Zij zien de weergave in hun lijst. Alleen u verandert of verwijdert ze."),
    )


class SaveViewForm(ChangeViewForm):
    """A new view: of which dashboard, with which filters."""

    path = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_PATH)

    def clean_path(self):
        """An address of a dashboard of this portal, and nothing else."""
        path = self.cleaned_data["path"]
        if not is_of_a_dashboard(path):
            raise ValidationError(_("Alleen een dashboard kan bewaard worden. Ga terug en begin opnieuw."))
        return path

    @property
    def path_to_show(self) -> str:
        """What is about to be kept, to look at; nothing where it is no dashboard."""
        path = self["path"].value() or ""
        return path if is_of_a_dashboard(path) else ""


def is_of_a_dashboard(path) -> bool:
    """Whether an address leads to a dashboard of this portal, whatever its filters."""
    try:
        parts = urlsplit(path)
        found = resolve(parts.path)
    except (Resolver404, ValueError):
        return False
    return not parts.scheme and not parts.netloc and found.view_name in DASHBOARDS
