"""Who stands for whom after a merger, who acts for whom, and the number of a body (R9, R40)."""

import datetime as dt

import pytest

from municipalities.access import local_governments_of, may
from municipalities.models import Membership, Role
from municipalities.services import people, register
from samenleven.audit.models import Event
from samenleven.core.errors import DomainError
from tests import make

pytestmark = pytest.mark.django_db
ENDED = dt.date(2024, 12, 31)


def taken_over_by(successor, **fields):
    return make.local_government(successor=successor, valid_until=ENDED, **fields)


def heirs():
    return register.heirs_among(register.everybody())


class TestHeirs:
    def test_who_was_taken_over_is_its_last_successor(self):
        lokeren = make.local_government("46029", name="Lokeren")
        old = taken_over_by(lokeren, name="Lokeren")
        moerbeke = taken_over_by(old, name="Moerbeke")
        assert heirs() == {old.pk: lokeren, moerbeke.pk: lokeren}

    def test_who_kept_its_code_stands_for_itself(self):
        antwerpen = make.local_government("11002", name="Antwerpen")
        borsbeek = taken_over_by(antwerpen, name="Borsbeek")
        assert heirs() == {borsbeek.pk: antwerpen}

    def test_a_circle_ends(self):
        one = make.local_government(valid_until=ENDED)
        two = taken_over_by(one)
        type(one).objects.filter(pk=one.pk).update(successor=two)
        assert set(heirs()) == {one.pk, two.pk}

    def test_it_costs_one_query(self, django_assert_num_queries):
        body = make.local_government()
        for _each in range(5):
            taken_over_by(body)
        with django_assert_num_queries(1):
            heirs()


class TestActingFor:
    def test_the_successors_people_act_for_who_was_taken_over(self):
        lokeren = make.local_government(name="Lokeren")
        moerbeke = taken_over_by(lokeren, name="Moerbeke")
        person = make.editor(lokeren)
        assert local_governments_of(person) == {lokeren.pk, moerbeke.pk}
        assert may(person, moerbeke, Role.EDITOR)

    def test_the_other_way_round_nobody_does(self):
        lokeren = make.local_government()
        person = make.editor(taken_over_by(lokeren))
        assert not may(person, lokeren, Role.EDITOR)

    @pytest.mark.parametrize("role", list(Role))
    def test_a_role_is_that_role_and_no_other(self, role):
        body = make.local_government()
        person = make.editor(body, role=role)
        assert [one for one in Role if may(person, body, one)] == [role]

    def test_nobody_acts_for_another(self):
        person, other = make.editor(make.local_government()), make.local_government()
        assert not may(person, other, *Role)


class TestPeople:
    def test_a_second_role_replaces_the_first(self):
        administrator, person, body = make.user(ministry_role="administrator"), make.user(), make.local_government()
        people.give_role(user=person, local_government=body, role=Role.READER, by=administrator)
        people.give_role(user=person, local_government=body, role=Role.EDITOR, by=administrator)
        assert Membership.objects.get().role == Role.EDITOR
        assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
            "membership.given",
            "membership.changed",
        ]

    def test_the_same_role_again_is_no_event(self):
        administrator, person, body = make.user(ministry_role="administrator"), make.user(), make.local_government()
        for _each in range(2):
            people.give_role(user=person, local_government=body, role=Role.READER, by=administrator)
        assert Event.objects.count() == 1

    def test_who_loses_a_role_acts_no_longer(self):
        body = make.local_government()
        person = make.editor(body)
        people.take_role(membership=person.memberships.get(), by=make.user(ministry_role="administrator"))
        person = type(person).objects.get(pk=person.pk)
        assert local_governments_of(person) == frozenset()


class TestEnterpriseNumbers:
    @pytest.mark.parametrize(
        ("typed", "kept"), [("0207508932", "0207508932"), ("BE 0207.508.932", "0207508932"), ("  ", ""), ("", "")]
    )
    def test_it_is_kept_as_ten_digits(self, typed, kept):
        assert register.clean_enterprise_number(typed) == kept

    @pytest.mark.parametrize("typed", ["0207508933", "123", "abc", "020750893212"])
    def test_a_wrong_number_is_refused(self, typed):
        with pytest.raises(DomainError, match="geen geldig ondernemingsnummer"):
            register.clean_enterprise_number(typed)

    def test_filling_it_in_is_written_down(self):
        body, administrator = make.local_government(), make.user(ministry_role="administrator")
        register.set_enterprise_number(local_government=body, number="0207.508.932", by=administrator)
        register.set_enterprise_number(local_government=body, number="0207508932", by=administrator)
        body.refresh_from_db()
        assert body.enterprise_number == "0207508932"
        assert Event.objects.get().data == {"old": "", "new": "0207508932"}
