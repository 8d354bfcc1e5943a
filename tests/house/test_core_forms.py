"""Numbers are read as people type them, and never guessed."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from samenleven.core.forms import AmountField, CountField, read_number


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14700", "14700"),
        ("14.700", "14700"),
        ("14.700,50", "14700.50"),
        ("14700,50", "14700.50"),
        ("14700.5", "14700.5"),
        ("14 700,50", "14700.50"),
        ("14\u00a0700,50", "14700.50"),
        (" € 14.136.359,00 ", "14136359.00"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        ("-5", "-5"),
        ("0", "0"),
    ],
)
def test_a_number_is_read_the_flemish_way(typed, meant):
    assert read_number(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["", "veel", "12 34", "1.13", "1.1345"])
def test_a_count_that_is_not_whole_is_refused(typed):
    if typed == "":
        assert CountField(required=False).clean(typed) is None
        return
    with pytest.raises(ValidationError) as refusal:
        CountField().clean(typed)
    assert refusal.value.messages == ["Vul een geheel getal van 0 of meer in."]


@pytest.mark.parametrize(
    "typed", ["1,2,3", "1.2.3", "14.70,5", "1e5", "٣", "--5", "5-", "NaN", "Infinity", "0x10", "€"]
)
def test_what_is_no_number_is_none(typed):
    assert read_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "count"), [("1.134", 1134), ("1 134", 1134), ("0", 0), ("007", 7), ("12,0", 12), (12, 12)]
)
def test_a_count_may_have_points(typed, count):
    assert CountField().clean(typed) == count


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("-1", "Vul een geheel getal van 0 of meer in."),
        ("2147483648", "Vul een getal van hoogstens 2147483647 in."),
        # Longer than Python writes out in digits.
        ("9" * 5000, "Vul een getal van hoogstens 2147483647 in."),
        ("-" + "9" * 5000, "Vul een geheel getal van 0 of meer in."),
    ],
)
def test_a_count_knows_its_limits(typed, sentence):
    with pytest.raises(ValidationError) as refusal:
        CountField().clean(typed)
    assert refusal.value.messages == [sentence]


def test_an_amount_is_exact_and_shows_as_it_is_typed():
    field = AmountField()
    assert field.clean("14.700,50") == Decimal("14700.50")
    assert field.prepare_value(Decimal("14700.5")) == "14700,50"
    assert field.has_changed(Decimal("14700.50"), "14.700,50") is False
    with pytest.raises(ValidationError, match="achter de komma"):
        field.clean("0,001")
    with pytest.raises(ValidationError, match=r"14\.700,50"):
        field.clean("veel")


def test_numbers_are_typed_in_text_fields():
    assert 'type="text"' in CountField().widget.render("n", 3, CountField().widget_attrs(CountField().widget))
    assert CountField().widget.attrs["inputmode"] == "numeric"
    assert AmountField().widget.attrs["inputmode"] == "decimal"
