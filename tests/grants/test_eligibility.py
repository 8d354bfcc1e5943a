"""More than 7 500 inhabitants of non-EU-14 origin, alone or together; while a count is missing nothing is refused (R10)."""

import pytest

from grants.services.eligibility import Eligible, NotChecked, NotEligible, eligibility
from municipalities.models import LocalGovernment, OriginCount
from tests import make

pytestmark = pytest.mark.django_db
YEAR = 2021


def body(inhabitants=None, **fields):
    made = make.local_government(**fields)
    if inhabitants is not None:
        OriginCount.objects.create(local_government=made, year=YEAR, inhabitants=inhabitants)
    return made


@pytest.fixture
def first():
    return make.round("1", origin_year=YEAR)


@pytest.mark.parametrize(("inhabitants", "is_enough"), [(7499, False), (7500, False), (7501, True)])
def test_it_is_more_than_the_threshold(first, inhabitants, is_enough):
    found = eligibility(first, [body(inhabitants)])
    assert found == (Eligible(7501, 7500) if is_enough else NotEligible(7501 - inhabitants, inhabitants, 7500))


def test_together_counts(first):
    assert eligibility(first, [body(4000), body(3501)]) == Eligible(7501, 7500)


def test_the_threshold_is_that_of_the_round():
    made = make.round("1", origin_year=YEAR, origin_threshold=100)
    assert eligibility(made, [body(101)]) == Eligible(101, 100)


def test_a_count_that_is_missing_refuses_nothing(first):
    known, unknown = body(5000), body(name="Geel")
    found = eligibility(first, [known, unknown])
    assert found == NotChecked((unknown,), YEAR)
    assert str(found) == "Niet nagekeken: het aantal inwoners van Geel in 2021 is nog niet ingelezen."


def test_who_is_large_enough_without_it_is_eligible(first):
    assert eligibility(first, [body(8000), body()]) == Eligible(8000, 7500)


def test_without_a_reference_year_nothing_is_checked():
    found = eligibility(make.round("1"), [body(5)])
    assert found == NotChecked((), None)
    assert "nog niet van welk jaar" in str(found)


def test_the_vgc_may_always_apply(first):
    found = eligibility(first, [body(kind=LocalGovernment.Kind.VGC), body(5)])
    assert found == Eligible(None, 7500)
    assert str(found) == "De Vlaamse Gemeenschapscommissie kan altijd aanvragen."


def test_vzw_de_rand_counts_by_its_municipalities(first):
    de_rand = body(kind=LocalGovernment.Kind.DE_RAND)
    assert eligibility(first, [de_rand]) == NotChecked((), YEAR)
    assert eligibility(first, [de_rand, body(7501)]) == Eligible(7501, 7500)
    assert eligibility(first, [de_rand, body(7000)]) == NotEligible(501, 7000, 7500)


def test_it_says_how_many_are_missing_and_what_to_do(first):
    assert str(eligibility(first, [body(5000)])) == (
        "Alleen of samen zijn meer dan 7.500 inwoners van niet-EU-14-herkomst nodig. U telt er 5.000: 2.501 te weinig. "
        "Werk samen met een bestuur uit dezelfde referentieregio."
    )
    assert str(eligibility(first, [body(8000)])).endswith("8.000 inwoners van niet-EU-14-herkomst, meer dan 7.500.")


def test_it_costs_two_questions_for_many(first, django_assert_num_queries):
    bodies = [body(100) for _each in range(20)]
    with django_assert_num_queries(2):
        eligibility(first, bodies)
