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
        """An address of a dashboard of this portal with its filters, and nothing else."""
        path = address_of_dashboard(self.cleaned_data["path"])
        if not path:
            raise ValidationError(_("Alleen een dashboard kan bewaard worden. Ga terug en begin opnieuw."))
        return path

    @property
    def path_to_show(self) -> str:
        """What is about to be kept, to look at; nothing where it is no dashboard."""
        return address_of_dashboard(self["path"].value() or "")


def address_of_dashboard(path) -> str:
    """The address as it was read, with its filters, where it leads to a dashboard of this portal; else nothing.

    Reading drops tabs and ends of lines, as a browser does: what was read is kept, never what was typed.
    """
    try:
        parts = urlsplit(path)
        found = resolve(parts.path)
    except (Resolver404, ValueError):
        return ""
    if parts.scheme or parts.netloc or found.view_name not in DASHBOARDS:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
