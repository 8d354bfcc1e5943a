"""An exemption lets a local government take part twice, until a day and with a reason; it ends by itself (R11)."""

import datetime as dt

import pytest
import time_machine

from grants.models import Exemption
from grants.services import exemptions
from samenleven.audit.models import Event
from samenleven.core.clock import BRUSSELS, end_of_day
from samenleven.core.errors import DomainError
from tests import make
from tests.grants.rounds_ready import DURING_THE_CALL

pytestmark = pytest.mark.django_db
PAGE = "/rondes/1/vrijstellingen/"
UNTIL = end_of_day(dt.date(2022, 6, 1))


@pytest.fixture(autouse=True)
def during_the_call():
    with time_machine.travel(DURING_THE_CALL, tick=False):
        yield


@pytest.fixture
def first():
    return make.round("1")


@pytest.fixture
def geel():
    return make.local_government("13008", name="Geel")


@pytest.fixture
def administrator(client):
    person = make.user("beheer", ministry_role="administrator")
    client.force_login(person)
    return person


def grant(first, geel, by, until=UNTIL, reason="Twee projecten lopen door elkaar."):
    return exemptions.grant_exemption(project_round=first, local_government=geel, until=until, reason=reason, by=by)


def test_it_is_kept_with_who_when_and_why(first, geel, administrator):
    made = grant(first, geel, administrator)
    assert (made.until, made.reason, made.granted_by) == (UNTIL, "Twee projecten lopen door elkaar.", administrator)
    assert made.granted_at == DURING_THE_CALL
    event = Event.objects.get()
    assert (event.verb, event.object_id) == ("exemption.granted", str(made.pk))
    assert "Twee" not in str(event.data)


def test_it_ends_by_itself(first, geel, administrator):
    grant(first, geel, administrator)
    assert Exemption.objects.running_at(UNTIL).count() == 1
    assert not Exemption.objects.running_at(UNTIL + dt.timedelta(seconds=1)).exists()


def test_a_second_time_the_new_day_and_reason_hold(first, geel, administrator):
    grant(first, geel, administrator)
    later = end_of_day(dt.date(2022, 6, 15))
    grant(first, geel, administrator, until=later, reason="Nog wat langer.")
    assert [(one.until, one.reason) for one in Exemption.objects.all()] == [(later, "Nog wat langer.")]
    assert Event.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"until": DURING_THE_CALL}, "nog moet komen"), ({"reason": "  "}, "Zeg waarom")],
)
def test_what_cannot_be_is_refused(first, geel, administrator, changed, sentence):
    with pytest.raises(DomainError, match=sentence):
        grant(first, geel, administrator, **changed)
    assert not Exemption.objects.exists()
    assert not Event.objects.exists()


class TestPage:
    def test_an_administrator_grants_one_and_the_ministry_reads_it(self, client, first, geel, administrator):
        assert "Niemand heeft een vrijstelling" in client.get(PAGE).content.decode()
        sent = {"local_government": "13008", "until": "01/06/2022", "reason": "Twee projecten."}
        assert client.post(PAGE, sent)["Location"] == PAGE
        made = Exemption.objects.get()
        assert (made.local_government, made.until) == (geel, UNTIL)
        client.force_login(make.user(ministry_role="case_handler"))
        html = client.get(PAGE).content.decode()
        for said in ("Geel", "1 juni 2022", "Twee projecten.", "loopt"):
            assert said in html
        assert "Een vrijstelling geven" not in html
        with time_machine.travel(dt.datetime(2022, 7, 1, tzinfo=BRUSSELS), tick=False):
            client.force_login(make.user(ministry_role="analyst"))
            assert "afgelopen" in client.get(PAGE).content.decode()

    def test_all_that_is_wrong_is_told_at_once_and_what_was_typed_stays(self, client, first, administrator):
        response = client.post(PAGE, {"local_government": "99999", "until": "01/01/2022", "reason": ""})
        html = response.content.decode()
        assert response.status_code == 422
        for said in ("Lokaal bestuur: ", "Tot en met: Kies een moment dat nog moet komen.", "Waarom: Vul dit in."):
            assert said in html
        assert 'value="01/01/2022"' in html
        assert html.count("Kijk deze velden na") == 1
        assert not Exemption.objects.exists()

    @pytest.mark.parametrize("role", ["case_handler", "finance", "analyst"])
    def test_the_rest_of_the_ministry_grants_none(self, client, first, geel, role):
        client.force_login(make.user(ministry_role=role))
        assert client.get(PAGE).status_code == 200
        assert client.post(PAGE, {"local_government": "13008"}).status_code == 403

    def test_others_do_not_see_them(self, client, first, geel):
        client.force_login(make.editor(geel))
        assert client.get(PAGE).status_code == 403

    def test_a_round_that_is_not_there_is_not_found(self, client, administrator):
        assert client.get("/rondes/99/vrijstellingen/").status_code == 404

    def test_it_costs_the_same_for_many(self, client, first, administrator, django_assert_num_queries):
        client.get(PAGE)
        with django_assert_num_queries(4):
            client.get(PAGE)
        for _each in range(10):
            grant(first, make.local_government(), administrator)
        with django_assert_num_queries(4):
            client.get(PAGE)
