"""Who may call the API with a token: software with its own id and secret, and nobody in any other way (R40)."""

import datetime as dt
import json
import logging

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import AccessToken

from municipalities.models import ApiClient
from municipalities.services import api_clients
from municipalities.tasks import forget_expired_tokens
from samenleven.accounts.models import User
from samenleven.audit.models import Event
from tests import make
from tests.api.software import TOKEN, ask_token, problem, software
from tests.api.world import API

pytestmark = pytest.mark.django_db
READ, WRITE = "registrations:read", "registrations:write"


@pytest.fixture
def body():
    return make.local_government(name="Sint-Niklaas")


class TestAsking:
    def test_a_client_gets_a_token_with_its_id_and_secret(self, body):
        client, secret = make.api_client(body, scopes=[READ])
        answer = ask_token(client.client_id, secret)
        said = json.loads(answer.content)
        assert answer.status_code == 200
        assert (said["token_type"], said["expires_in"], said["scope"]) == ("Bearer", 900, READ)
        assert "refresh_token" not in said
        assert answer["Cache-Control"] == "no-store"

    def test_the_form_may_hold_them_too(self, body):
        client, secret = make.api_client(body)
        form = {"grant_type": "client_credentials", "client_id": client.client_id, "client_secret": secret}
        assert Client().post(TOKEN, form).status_code == 200

    def test_neither_the_secret_nor_the_token_is_kept_as_it_is(self, body):
        one = software(body)
        with connection.cursor() as cursor:
            for table in ("oauth2_provider_application", "oauth2_provider_accesstoken", "audit_event", "accounts_user"):
                cursor.execute(f"SELECT coalesce(json_agg(kept)::text, '') FROM {table} kept")
                kept = cursor.fetchone()[0]
                assert kept
                assert one.secret not in kept
                assert one.token not in kept

    @pytest.mark.parametrize("grant", ["password", "authorization_code", "refresh_token", "implicit", "urn:x"])
    def test_no_other_grant_is_known(self, grant, body):
        client, secret = make.api_client(body)
        form = {"username": "iemand", "password": make.PASSWORD, "code": "x", "refresh_token": "x"}
        answer = ask_token(client.client_id, secret, grant_type=grant, **form)
        assert (answer.status_code, json.loads(answer.content)["error"]) == (400, "unsupported_grant_type")
        assert not AccessToken.objects.exists()

    def test_the_device_grant_is_not_known_either(self, body):
        client, secret = make.api_client(body)
        grant = "urn:ietf:params:oauth:grant-type:device_code"
        answer = ask_token(client.client_id, secret, grant_type=grant, device_code="x")
        assert (answer.status_code, json.loads(answer.content)["error"]) == (400, "unsupported_grant_type")

    @pytest.mark.parametrize(
        "address", ["oauth/authorize", "oauth/revoke_token", "oauth/introspect", "oauth/applications", "oauth/token/"]
    )
    def test_there_is_no_other_address_for_it(self, address):
        assert Client().get(f"{API}/{address}").status_code == 404

    def test_a_wrong_secret_gets_nothing(self, body):
        client, _secret = make.api_client(body)
        for client_id, secret in ((client.client_id, "fout"), ("nobody", "fout"), ("\x00", "\x00"), ("", "")):
            answer = ask_token(client_id, secret)
            assert (answer.status_code, json.loads(answer.content)) == (401, {"error": "invalid_client"})

    def test_a_client_gets_no_scope_it_was_not_given(self, body):
        client, secret = make.api_client(body, scopes=[READ])
        answer = ask_token(client.client_id, secret, scope=WRITE)
        assert (answer.status_code, json.loads(answer.content)["error"]) == (400, "invalid_scope")

    def test_it_may_ask_less_than_it_was_given(self, body):
        client, secret = make.api_client(body, scopes=[READ, WRITE])
        assert json.loads(ask_token(client.client_id, secret, scope=READ).content)["scope"] == READ

    def test_what_is_no_form_is_a_problem(self):
        assert problem(Client().post(TOKEN, "{}", content_type="application/json"), 415)
        assert problem(Client().get(TOKEN), 405)
        assert (
            problem(Client().post(f"{TOKEN}?grant_type=client_credentials"), 400)["issues"][0]["name"] == "grant_type"
        )


class TestShowing:
    def test_without_a_token_nobody_is_let_in(self, body):
        answer = Client().get(f"{API}/registrations")
        assert problem(answer, 401)["type"] == "urn:problem-type:belgif:noAccessToken"
        assert answer["WWW-Authenticate"] == 'Bearer realm="api"'

    def test_a_cookie_opens_nothing(self, body):
        browser = Client()
        browser.force_login(make.editor(body))
        assert browser.get(f"{API}/registrations").status_code == 401
        browser.force_login(make.user(ministry_role="administrator"))
        assert browser.get(f"{API}/registrations").status_code == 401

    @pytest.mark.parametrize("token", ["nothing", "x" * 4000, "é", "a b", "\x00", ""])
    def test_a_token_that_nobody_gave_is_refused(self, token):
        answer = Client().get(f"{API}/registrations", headers={"Authorization": f"Bearer {token}"})
        assert problem(answer, 401)["type"] == "urn:problem-type:belgif:invalidAccessToken"
        assert answer["WWW-Authenticate"] == 'Bearer realm="api", error="invalid_token"'

    def test_a_token_stands_in_the_header_alone(self, body):
        one = software(body)
        assert Client().get(f"{API}/registrations?access_token={one.token}").status_code == 401
        assert (
            Client()
            .put(f"{API}/registrations/1-final-1", f"access_token={one.token}", "application/x-www-form-urlencoded")
            .status_code
            == 401
        )

    def test_its_time_is_short(self, body, time_machine):
        one = software(body)
        assert one.ask("GET", "registrations").status_code == 200
        time_machine.move_to(timezone.now() + dt.timedelta(seconds=901))
        assert problem(one.ask("GET", "registrations"), 401)

    def test_a_token_to_read_changes_nothing(self, body):
        one = software(body, scopes=[READ])
        for method, address in (("PUT", "x"), ("POST", "x/submit"), ("POST", "x/release")):
            said = problem(one.ask(method, f"registrations/{address}", {}), 403)
            assert said["type"] == "urn:problem-type:belgif:missingScope"
            assert said["requiredScopes"] == [WRITE]

    def test_no_log_line_holds_a_token_or_a_secret(self, body, caplog):
        caplog.set_level(logging.DEBUG)
        one = software(body)
        one.ask("GET", "registrations")
        ask_token(one.client.client_id, "een-fout-geheim")
        Client().get(f"{API}/registrations", headers={"Authorization": "Bearer een-fout-token"})
        lines = [
            record.getMessage() + json.dumps(record.__dict__, default=str)
            for record in caplog.records
            if record.name != "django.db.backends"
        ]
        assert any("request_finished" in line for line in lines)
        assert any(f'"api_client": {one.client.pk}' in line for line in lines)
        for word in (one.secret, one.token, "een-fout-geheim", "een-fout-token"):
            assert [line for line in lines if word in line] == []


class TestManaging:
    def test_another_secret_ends_the_old_one_and_its_tokens(self, body):
        one, administrator = software(body), make.user(ministry_role="administrator")
        secret = api_clients.renew_secret(client=one.client, by=administrator)
        assert problem(one.ask("GET", "registrations"), 401)
        assert ask_token(one.client.client_id, one.secret).status_code == 401
        assert ask_token(one.client.client_id, secret).status_code == 200
        assert Event.objects.get(verb="api_client.secret_renewed").by == administrator

    def test_who_is_switched_off_is_out_at_once(self, body):
        one, administrator = software(body), make.user(ministry_role="administrator")
        for _twice in range(2):
            api_clients.switch_off(client=one.client, by=administrator)
        assert problem(one.ask("GET", "registrations"), 401)
        assert ask_token(one.client.client_id, one.secret).status_code == 401
        api_clients.switch_on(client=one.client, by=administrator)
        assert ask_token(one.client.client_id, one.secret).status_code == 200
        assert list(Event.objects.filter(verb__startswith="api_client.switched").values_list("verb", flat=True)) == [
            "api_client.switched_on",
            "api_client.switched_off",
        ]

    def test_what_it_may_less_its_tokens_may_not_either(self, body):
        one, administrator = software(body, scopes=[READ, WRITE]), make.user(ministry_role="administrator")
        api_clients.change(
            client=one.client,
            name=one.client.name,
            scopes=[READ],
            local_governments=[body],
            email="software@example.org",
            by=administrator,
        )
        assert problem(one.ask("GET", "registrations"), 401)
        assert one.client.account.memberships.get().role == "reader"

    def test_its_account_signs_in_nowhere(self, body):
        account = software(body).client.account
        assert not account.has_usable_password()
        browser = Client()
        browser.post("/aanmelden/", {"username": account.username, "password": ""})
        assert "_auth_user_id" not in browser.session

    def test_tokens_whose_time_is_over_are_thrown_away(self, body, time_machine):
        software(body)
        time_machine.move_to(timezone.now() + dt.timedelta(minutes=20))
        software(body)
        for _twice in range(2):
            forget_expired_tokens()
        assert AccessToken.objects.count() == 1

    def test_letting_somebody_in_is_written_down_with_ids_alone(self, body):
        client, _secret = make.api_client(body, name="Registra Plus")
        assert set(Event.objects.values_list("verb", flat=True)) == {"api_client.registered", "membership.given"}
        assert "Registra" not in str(list(Event.objects.values_list("data", flat=True)))
        assert (ApiClient.objects.get().account, User.objects.filter(is_client=True).count()) == (client.account, 1)
