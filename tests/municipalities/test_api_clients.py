"""An administrator lets software in: its secret is shown once, and everything is written down (R40, R41)."""

import re

import pytest
from django.contrib.sessions.models import Session

from municipalities.access import people_of
from municipalities.models import ApiClient
from samenleven.accounts.models import User
from samenleven.audit.models import Event
from tests import make
from tests.api.software import ask_token, problem, software

pytestmark = pytest.mark.django_db
PAGE = "/beheer/municipalities/apiclient/"


@pytest.fixture
def administrator(client):
    person = make.user("beheer", ministry_role="administrator")
    client.force_login(person)
    return person


@pytest.fixture
def body():
    return make.local_government(name="Sint-Niklaas")


def form(*bodies, name="Registra", **more):
    chosen = {"scopes": ["registrations:read", "registrations:write"], "email": "software@example.org"}
    return chosen | {"name": name, "local_governments": [one.pk for one in bodies]} | more


def secret_on(page):
    return re.search(r"<dt>client_secret</dt>\s*<dd><code>(\w{64})</code>", page.content.decode())[1]


def test_a_new_one_gets_a_secret_that_works_and_is_shown_this_once(client, administrator, body):
    page = client.post(f"{PAGE}add/", form(body))
    made = ApiClient.objects.get()
    secret = secret_on(page)
    assert "no-store" in page["Cache-Control"]
    assert ask_token(made.client_id, secret).status_code == 200
    assert (made.made_by, made.name, made.is_at_work) == (administrator, "Registra", True)
    assert [one.local_government for one in made.account.memberships.all()] == [body]
    assert not any(secret in morsel.value for morsel in client.cookies.values())
    assert not any(secret in str(session.get_decoded()) for session in Session.objects.all())
    for address in (PAGE, f"{PAGE}{made.pk}/change/"):
        shown = client.get(address).content.decode()
        assert "Registra" in shown
        assert secret not in shown
    assert made.client_id in shown


def test_what_is_missing_or_taken_is_told_and_nothing_is_made(client, administrator, body):
    make.api_client(body, name="Registra")
    for wrong in (form(body), form(body, name="X", scopes=[]), form(name="X"), form(body, name="X", email="geen")):
        assert client.post(f"{PAGE}add/", wrong).status_code == 200
    assert "Er is al een toepassing met deze naam." in client.post(f"{PAGE}add/", form(body)).content.decode()
    assert ApiClient.objects.count() == User.objects.filter(is_client=True).count() == 1


def test_for_whom_it_speaks_is_changed_and_written_down(client, administrator, body):
    one, other = software(body), make.local_government(name="Beveren")
    page = client.get(f"{PAGE}{one.client.pk}/change/").content.decode()
    ticked = re.findall(r'<input type="checkbox" name="local_governments" value="(\d+)"[^>]* checked', page)
    assert ticked == [str(body.pk)]
    saved = form(other, name="Anders", scopes=["registrations:write"], email="ander@example.org")
    assert client.post(f"{PAGE}{one.client.pk}/change/", saved).status_code == 302
    made = ApiClient.objects.get()
    assert [each.local_government for each in made.account.memberships.all()] == [other]
    assert (made.name, made.account.last_name, made.account.email) == ("Anders", "Anders", "ander@example.org")
    assert one.ask("GET", "registrations").status_code == 200  # its scopes are the same
    verbs = list(Event.objects.filter(by=administrator).values_list("verb", flat=True))
    assert sorted(verbs) == ["api_client.renamed", "membership.given", "membership.taken"]


def test_another_secret_is_given_from_the_list_one_at_a_time(client, administrator, body):
    one, other = software(body), software(body)
    both = {"action": "renew_secret", "_selected_action": [one.client.pk, other.client.pk]}
    assert "Kies één toepassing" in client.post(PAGE, both, follow=True).content.decode()
    assert one.ask("GET", "registrations").status_code == 200
    page = client.post(PAGE, both | {"_selected_action": [one.client.pk]})
    assert ask_token(one.client.client_id, secret_on(page)).status_code == 200
    assert ask_token(one.client.client_id, one.secret).status_code == 401
    assert problem(one.ask("GET", "registrations"), 401)
    assert Event.objects.get(verb="api_client.secret_renewed").by == administrator


def test_one_is_switched_off_and_on_and_never_deleted(client, administrator, body):
    one = software(body)
    chosen = {"_selected_action": [one.client.pk]}
    assert (
        "1 toepassing uitgezet." in client.post(PAGE, {"action": "switch_off"} | chosen, follow=True).content.decode()
    )
    assert problem(one.ask("GET", "registrations"), 401)
    said = client.post(PAGE, {"action": "renew_secret"} | chosen, follow=True).content.decode()
    assert "Deze toepassing staat uit." in said
    client.post(PAGE, {"action": "switch_on"} | chosen)
    assert ask_token(one.client.client_id, one.secret).status_code == 200
    assert client.post(f"{PAGE}{one.client.pk}/delete/", {"post": "yes"}).status_code == 403
    assert ApiClient.objects.exists()


@pytest.mark.parametrize("role", ["case_handler", "finance", "analyst", ""])
def test_nobody_else_comes_here(client, role, body):
    client.force_login(make.user(ministry_role=role))
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}add/", form(body)).status_code == 403
    assert not ApiClient.objects.exists()


def test_its_account_stands_among_no_people(client, administrator, body):
    one = software(body, name="Registra")
    account = one.client.account
    assert people_of([body.pk]) == {body.pk: []}
    for address in (
        "/beheer/accounts/user/",
        "/beheer/municipalities/membership/",
        "/beheer/municipalities/membership/add/",
    ):
        assert "Registra" not in client.get(address).content.decode()
    assert client.get(f"/beheer/accounts/user/{account.pk}/change/").status_code == 302
    client.post(
        f"/beheer/accounts/user/{account.pk}/password/", {"password1": make.PASSWORD, "password2": make.PASSWORD}
    )
    account.refresh_from_db()
    assert not account.has_usable_password()


def test_the_list_costs_the_same_for_one_and_for_many(client, administrator, body, django_assert_max_num_queries):
    make.api_client(body)
    with django_assert_max_num_queries(10):
        client.get(PAGE)
    for _each in range(5):
        make.api_client(body, make.local_government())
    with django_assert_max_num_queries(10):
        client.get(PAGE)
