"""The administration: for administrators alone, facts only to read, and everything written down without names."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from grants.models import (
    Action,
    ApplicationLine,
    ApplicationNote,
    ApplicationReturn,
    ApplicationVersion,
    Award,
    Exemption,
    Extension,
    Goal,
    Incentive,
    IncentiveRequest,
    Participant,
    ProjectRound,
    PublishedFigure,
    RoundChange,
)
from grants.states import IncentiveKind
from kpi.models import Motivation, Return
from municipalities.models import LocalGovernment, Membership
from municipalities.services import people
from samenleven.accounts.models import User
from samenleven.audit import words
from samenleven.audit.models import Event
from samenleven.core.administration import PortalAdmin
from tests import make
from tests.house.breaks.applications import (
    a_note,
    a_request,
    a_return_of_an_application,
    a_version,
    an_exemption,
    an_incentive,
)
from tests.house.breaks.returns import a_motivation, a_return

pytestmark = pytest.mark.django_db
MANAGED = {
    "accounts.user",
    "grants.action",
    "grants.goal",
    "grants.programme",
    "grants.support",
    "kpi.category",
    "kpi.dimension",
    "kpi.indicatordimension",
    "kpi.limit",
    "municipalities.apiclient",
    "municipalities.localgovernment",
    "municipalities.membership",
    "municipalities.partnership",
    "municipalities.referenceregion",
}
ROOT = Path(__file__).resolve().parents[2]
CODE = ("grants", "kpi", "municipalities", "samenleven")
DELETED = {"grants.support", "kpi.borders", "kpi.indicatordimension", "kpi.limit", "municipalities.membership"}


@pytest.fixture
def administrator(client):
    person = make.user("beheer", ministry_role="administrator", is_staff=False, is_superuser=False)
    client.force_login(person)
    return person


def test_an_administrator_needs_no_other_right_than_the_role(client, administrator):
    assert client.get("/beheer/").status_code == 200


@pytest.mark.parametrize("role", ["case_handler", "finance", "analyst"])
def test_the_flags_of_django_open_no_door(client, role):
    client.force_login(make.user(ministry_role=role, is_staff=True, is_superuser=True))
    assert client.get("/beheer/").status_code == 403
    assert client.get("/beheer/accounts/user/").status_code == 403
    assert client.get("/beheer/login/").status_code == 403


def test_there_is_one_page_to_sign_in(client):
    for address in ("/beheer/", "/beheer/accounts/user/", "/beheer/login/?next=/beheer/"):
        response = client.get(address, follow=True)
        assert response.redirect_chain[-1][0].startswith("/aanmelden/?next=/beheer/")


def test_only_these_things_are_changed_here(rf, administrator):
    request = rf.get("/beheer/")
    request.user = administrator
    changed = {
        model._meta.label_lower for model, its in admin.site._registry.items() if its.has_change_permission(request)
    }
    deleted = {
        model._meta.label_lower for model, its in admin.site._registry.items() if its.has_delete_permission(request)
    }
    assert changed == MANAGED
    assert deleted == DELETED
    assert all(isinstance(its, PortalAdmin) for its in admin.site._registry.values())


@pytest.mark.parametrize("action", ["change", "delete"])
def test_a_fact_is_not_changed_by_posting_to_it(client, administrator, action):
    award = make.award()
    response = client.post(f"/beheer/grants/award/{award.pk}/{action}/", {"amount": "1", "post": "yes"})
    assert response.status_code == 403
    assert Award.objects.get().amount == award.amount


@pytest.mark.parametrize(
    ("model", "make_one"),
    [
        (ProjectRound, make.round),
        (PublishedFigure, lambda: make.published(make.round("1"))),
        (Extension, make.extension),
        (Participant, lambda: a_request().participants.get()),
        (ApplicationLine, lambda: a_request().lines.get()),
        (Exemption, an_exemption),
        (Incentive, an_incentive),
        (IncentiveRequest, lambda: a_request().incentive_requests.create(kind=IncentiveKind.IMPACT_BOND)),
        (ApplicationVersion, a_version),
        (ApplicationReturn, a_return_of_an_application),
        (ApplicationNote, a_note),
        (Return, a_return),
        (Motivation, a_motivation),
    ],
)
def test_a_register_can_be_read(client, administrator, model, make_one):
    one = make_one()
    app, name = model._meta.app_label, model._meta.model_name
    assert client.get(f"/beheer/{app}/{name}/").status_code == 200
    assert client.get(f"/beheer/{app}/{name}/{one.pk}/change/").status_code == 200
    assert client.get(f"/beheer/{app}/{name}/add/").status_code == 403


class TestPeople:
    def test_a_new_colleague(self, client, administrator):
        data = {
            "username": "nieuw",
            "password1": "een-lang-wachtwoord",
            "password2": "een-lang-wachtwoord",
            "ministry_role": "analyst",
            "is_superuser": "on",
            "is_staff": "on",
        }
        assert client.post("/beheer/accounts/user/add/", data).status_code == 302
        made = User.objects.get(username="nieuw")
        assert made.ministry_role == "analyst"
        assert not made.is_superuser
        assert not made.is_staff

    def test_an_account_is_closed_and_not_deleted(self, client, administrator):
        person = make.user("weg")
        assert client.get(f"/beheer/accounts/user/{person.pk}/delete/").status_code == 403
        data = {"username": "weg", "ministry_role": ""}
        assert client.post(f"/beheer/accounts/user/{person.pk}/change/", data).status_code == 302
        person.refresh_from_db()
        assert not person.is_active

    def test_nobody_shuts_themselves_out(self, client, administrator):
        data = {"username": "beheer", "ministry_role": ""}
        client.post(f"/beheer/accounts/user/{administrator.pk}/change/", data)
        administrator.refresh_from_db()
        assert administrator.is_active
        assert administrator.is_administrator

    def test_what_is_done_is_written_down_without_a_name(self, client, administrator):
        person = make.user("jan.peeters", first_name="Jan", last_name="Peeters")
        client.post(
            f"/beheer/accounts/user/{person.pk}/change/",
            {"username": "jan.peeters", "first_name": "Johan", "ministry_role": "analyst", "is_active": "on"},
        )
        event = Event.objects.get()
        assert (event.verb, event.by, event.object_id) == ("admin.changed", administrator, str(person.pk))
        assert "ohan" not in str(event.data)
        assert "peeters" not in str(event.data).lower()
        assert not LogEntry.objects.exists()

    def test_its_history_leads_to_the_log(self, client, administrator):
        person = make.user()
        response = client.get(f"/beheer/accounts/user/{person.pk}/history/")
        assert response["Location"] == f"/beheer/audit/event/?model__exact=accounts.user&object_id__exact={person.pk}"
        assert client.get(response["Location"]).status_code == 200

    def test_the_log_reads_as_sentences_with_names(self, client, administrator):
        person = make.user("jan", first_name="Jan", last_name="Peeters")
        body = make.local_government(name="Nieuwdorp")
        people.give_role(user=person, local_government=body, role="editor", by=administrator)
        html = client.get("/beheer/audit/event/").content.decode()
        for told in (
            "gaf iemand een rol bij een lokaal bestuur",
            "gebruiker: Jan Peeters (jan); lokaal bestuur: Nieuwdorp; rol: invuller",
            f"lidmaatschap {person.memberships.get().pk}",
        ):
            assert told in html
        assert "membership.given</" not in html
        address = f"/beheer/audit/event/{Event.objects.get().pk}/change/"
        assert "Jan Peeters (jan)" in client.get(address).content.decode()

    def test_a_code_of_a_local_government_reads_as_its_name(self):
        body = make.local_government(name="Nieuwdorp")
        event = Event(verb="x", model="kpi.registration", object_id="1", data={"local_government": body.code})
        assert words.details(event, words.names_in([event])) == "lokaal bestuur: Nieuwdorp"

    def test_everything_that_is_written_down_has_words(self):
        """Each verb in the code, however it is composed."""
        code = "".join(path.read_text() for app in CODE for path in (ROOT / app).rglob("*.py"))
        verbs = set(re.findall(r'record\(\s*[\w.]+,\s*"([\w.]+)"', code)) | set(
            re.findall(r'verb="(admin[.]\w+)"', code)
        )
        verbs |= {f"snapshot_run.{status}" for status in ("done", "stopped", "failed")}
        assert len(verbs) > 15
        assert verbs <= words.VERBS.keys()

    def test_a_password_shows_only_that_it_is_set(self, client, administrator):
        html = client.get(f"/beheer/accounts/user/{administrator.pk}/change/").content.decode()
        assert "Het wachtwoord is ingesteld." in html
        assert "hash" not in html.lower().replace("password_hash", "")
        assert "salt" not in html.lower()

    def test_a_new_user_is_asked_for_in_dutch(self, client, administrator):
        html = client.get("/beheer/accounts/user/add/").content.decode()
        assert "Is de gebruiker toegevoegd, dan kunt u de rest aanvullen." in html
        assert "After you" not in html


class TestMemberships:
    def test_the_form_names_people_and_what_became_of_a_body(self, client, administrator):
        make.user("jan", first_name="Jan", last_name="Peeters")
        make.user("weg", is_active=False)
        new = make.local_government(name="Lokeren")
        make.local_government(name="Moerbeke", successor=new, valid_until=dt.date(2024, 12, 31))
        html = client.get("/beheer/municipalities/membership/add/").content.decode()
        assert ">Jan Peeters (jan)</option>" in html
        assert ">weg</option>" not in html
        assert ">Moerbeke (opgegaan in Lokeren)</option>" in html
        assert ">Lokeren</option>" in html

    def test_what_was_done_is_told_without_an_article(self, client, administrator):
        data = {"user": make.user().pk, "local_government": make.local_government().pk, "role": "reader"}
        html = client.post("/beheer/municipalities/membership/add/", data, follow=True).content.decode()
        assert "Toegevoegd: lidmaatschap" in html

    def test_giving_changing_and_taking_a_role(self, client, administrator):
        person, body = make.user(), make.local_government()
        data = {"user": person.pk, "local_government": body.pk, "role": "reader"}
        assert client.post("/beheer/municipalities/membership/add/", data).status_code == 302
        membership = Membership.objects.get()
        assert membership.role == "reader"
        address = f"/beheer/municipalities/membership/{membership.pk}"
        assert client.post(f"{address}/change/", {"role": "editor"}).status_code == 302
        membership.refresh_from_db()
        assert membership.role == "editor"
        assert client.post(f"{address}/delete/", {"post": "yes"}).status_code == 302
        assert not Membership.objects.exists()
        verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
        assert verbs == ["membership.given", "membership.changed", "membership.taken"]

    def test_several_are_taken_at_once(self, client, administrator):
        editors = [make.editor(make.local_government()) for _each in range(2)]
        chosen = [person.memberships.get().pk for person in editors]
        data = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
        client.post("/beheer/municipalities/membership/", data)
        assert not Membership.objects.exists()
        assert Event.objects.filter(verb="membership.taken").count() == 2


class TestLocalGovernments:
    def test_an_enterprise_number_is_filled_in(self, client, administrator):
        body = make.local_government(name="Nieuwdorp")
        address = f"/beheer/municipalities/localgovernment/{body.pk}/change/"
        data = {
            "enterprise_number": "BE 0207.508.932",
            "name": "Anders",
            "periods-TOTAL_FORMS": 0,
            "periods-INITIAL_FORMS": 0,
        }
        assert client.post(address, data).status_code == 302
        body.refresh_from_db()
        assert (body.enterprise_number, body.name) == ("0207508932", "Nieuwdorp")
        assert "local_government.enterprise_number_changed" in Event.objects.values_list("verb", flat=True)

    @pytest.mark.parametrize(
        ("number", "sentence"),
        [
            ("0207508933", "Dit is geen geldig ondernemingsnummer"),
            ("abc", "Dit is geen geldig ondernemingsnummer"),
            ("0207508932", "Dit ondernemingsnummer is op dat moment al van een ander lokaal bestuur"),
        ],
    )
    def test_a_wrong_number_is_told(self, client, administrator, number, sentence):
        make.local_government(enterprise_number="0207508932")
        body = make.local_government()
        address = f"/beheer/municipalities/localgovernment/{body.pk}/change/"
        data = {"enterprise_number": number, "periods-TOTAL_FORMS": 0, "periods-INITIAL_FORMS": 0}
        response = client.post(address, data)
        assert response.status_code == 200
        assert sentence in response.content.decode()
        body.refresh_from_db()
        assert body.enterprise_number == ""


class TestCatalogue:
    def test_a_new_action_lies_in_the_programme_of_its_goal(self, client, administrator):
        goal = make.goal(3)
        data = {"goal": goal.pk, "number": 25, "title": "Nieuwe actie", "title_status": "official"}
        response = client.post("/beheer/grants/action/add/", data)
        assert response.status_code == 302
        assert Action.objects.get(number=25).programme == goal.programme

    def test_a_number_stays(self, client, administrator):
        goal = make.goal(3, title="Oud")
        client.post(f"/beheer/grants/goal/{goal.pk}/change/", {"title": "Nieuw", "number": "9"})
        goal.refresh_from_db()
        assert (goal.number, goal.title) == (3, "Nieuw")

    def test_the_same_number_twice_is_told(self, client, administrator):
        goal = make.goal(3)
        response = client.post(
            "/beheer/grants/goal/add/", {"programme": goal.programme_id, "number": 3, "title": "Nog eens"}
        )
        assert "Deze doelstelling bestaat al in dit programma." in response.content.decode()
        assert Goal.objects.count() == 1


def test_no_list_names_its_columns_in_english(client, administrator):
    """A column named after an id ("BY ID", "PK") has no Dutch word of its own."""
    for model, its in admin.site._registry.items():
        html = client.get(f"/beheer/{model._meta.app_label}/{model._meta.model_name}/").content.decode()
        assert not [column for column in its.list_display if column == "pk" or column.endswith("_id")], model
        assert "Primary key" not in html


def test_a_changed_round_is_told_in_words(client, administrator):
    made = make.round("1")
    row = RoundChange.objects.create(round=made, what="call_closes", old="2022-06-15", new="2022-07-01", reason="VVSG.")
    for address in ("/beheer/grants/roundchange/", f"/beheer/grants/roundchange/{row.pk}/change/"):
        html = client.get(address).content.decode()
        for told in ("De oproep sluit", "15 juni 2022", "1 juli 2022"):
            assert told in html
        assert "2022-06-15" not in html


@pytest.mark.parametrize(
    "address",
    [
        "audit/event",
        "grants/participation",
        "grants/award",
        "grants/commitment",
        "grants/application",
        "grants/applicationline",
        "grants/applicationnote",
        "grants/applicationreturn",
        "grants/applicationversion",
        "grants/exemption",
        "grants/incentiverequest",
        "grants/participant",
        "kpi/registration",
        "kpi/registrationversion",
    ],
)
def test_a_list_costs_the_same_for_one_row_and_for_many(client, administrator, address, django_assert_max_num_queries):
    def fill(times):
        for _each in range(times):
            one = make.participation()
            make.award(one.line)
            make.commitment(one)
            registration = one.registrations.create(moment=make.moment(one.line.application.round))
            version = registration.versions.create(number=1, sent_at=timezone.now(), sent_by=make.user())
            people.give_role(
                user=version.sent_by, local_government=one.local_government, role="editor", by=administrator
            )
            asked = a_version().application
            asked.participants.update(exemption=an_exemption(asked.round, asked.lead))
            asked.incentive_requests.create(kind=IncentiveKind.MENTORSHIP, line=asked.lines.get())
            a_return_of_an_application()
            a_note()

    fill(1)
    with django_assert_max_num_queries(12) as few:
        client.get(f"/beheer/{address}/")
    fill(10)
    with django_assert_max_num_queries(12) as many:
        client.get(f"/beheer/{address}/")
    assert len(few) == len(many)


def test_the_register_of_all_local_governments_stays_quick(client, administrator, plan, django_assert_max_num_queries):
    assert LocalGovernment.objects.count() > 300
    with django_assert_max_num_queries(10):
        assert client.get("/beheer/municipalities/localgovernment/?q=moer").status_code == 200
