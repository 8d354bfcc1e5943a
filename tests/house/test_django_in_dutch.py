"""What Django says itself, in our own plain Dutch: one catalogue, and its compiled form says the same."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django import forms
from django.utils.translation import gettext as translated

from samenleven.core.forms import AmountField

FOLDER = Path(__file__).resolve().parents[2] / "samenleven" / "core" / "locale" / "nl" / "LC_MESSAGES"
PART = re.compile(r'^(msgid|msgid_plural|msgstr|msgstr\[([01])\]) (".*")$', re.MULTILINE)


def told():
    """Every sentence of the source file as gettext keeps it: (msgid, plural form or None, msgstr)."""
    name = ""
    for word, form, text in PART.findall((FOLDER / "django.po").read_text(encoding="utf-8")):
        value = ast.literal_eval(text)
        if word == "msgid":
            name = value
        elif word != "msgid_plural" and name:
            yield name, int(form) if form else None, value


def test_the_compiled_catalogue_says_what_its_source_says():
    with (FOLDER / "django.mo").open("rb") as stream:
        kept = gettext.GNUTranslations(stream)._catalog
    expected = {name if form is None else (name, form): text for name, form, text in told()}
    assert len(expected) > 20
    assert {name: text for name, text in kept.items() if name} == expected


@pytest.mark.parametrize("name", sorted({name for name, form, _text in told() if form is None}))
def test_each_sentence_is_one_that_django_says(name):
    """A sentence that Django changes is no longer heard here: this says which."""
    import django

    sources = Path(django.__file__).parent
    places = [sources / "conf", sources / "contrib" / "admin", sources / "contrib" / "auth"]
    catalogues = "".join(
        (one / "locale" / "en" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8") for one in places
    )
    assert name in re.sub(r'"\n"', "", catalogues).replace('\\"', '"')


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (forms.CharField(), "", "Vul dit in."),
        (forms.CharField(max_length=3), "vier", "Dit is te lang: hoogstens 3 tekens, en het zijn er nu 4."),
        (forms.IntegerField(min_value=0), "-1", "Vul een getal van 0 of meer in."),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "“b” staat niet in de lijst. Kies iets uit de lijst."),
        (AmountField(), "-1", "Vul een getal van 0 of meer in."),
        (AmountField(), "0,001", "Hoogstens 2 cijfers achter de komma."),
    ],
)
def test_a_field_says_what_to_do(field, typed, sentence):
    with pytest.raises(forms.ValidationError) as refusal:
        field.clean(typed)
    assert refusal.value.messages == [sentence]


def test_what_the_administration_did_has_no_article():
    """ "De lidmaatschap" is no Dutch: Django cannot know which word takes "het"."""
    assert translated("The {name} “{obj}” was added successfully.") == "Toegevoegd: {name} ‘{obj}’."
