"""What the page of the origin counts asks."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from municipalities.services import origin_counts
from samenleven.core.errors import DomainError
from samenleven.core.forms import FIRST_YEAR, LAST_YEAR, CountField


class OriginCountsForm(forms.Form):
    """A year and a list of two columns, pasted or as a file; all that is wrong with the list is told at once (R10)."""

    year = CountField(
        label=gettext_lazy("Referentiejaar"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=gettext_lazy("Het jaar waarvan de aantallen zijn, bijvoorbeeld 2021."),
    )
    text = forms.CharField(
        label=gettext_lazy("Plak hier twee kolommen"),
        required=False,
        max_length=origin_counts.MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Per rij de NIS-code of de naam van een lokaal bestuur, en het aantal inwoners. Kopieer ze uit Excel."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Of kies een CSV-bestand"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy("Dezelfde twee kolommen. Uit Excel: Opslaan als, CSV."),
    )

    def clean_file(self):
        """The text of the file."""
        found = self.cleaned_data["file"]
        if not found:
            return ""
        try:
            return origin_counts.decode(found.read(origin_counts.MOST_BYTES + 1))
        except DomainError as error:
            raise ValidationError(str(error)) from error

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if cleaned["text"].strip() and cleaned["file"]:
            self.add_error("file", _("Plak een lijst of kies een bestand, niet allebei."))
            return cleaned
        self.list = cleaned["file"] or cleaned["text"]
        self.reading = origin_counts.read(self.list, cleaned["year"])
        for fault in self.reading.faults:
            self.add_error("file" if cleaned["file"] else "text", fault)
        return cleaned
