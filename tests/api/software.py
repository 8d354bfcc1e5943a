"""Software of a local government at the other end of the API, for the tests: its token, what it asks and what it hears."""

import base64
import json
from dataclasses import dataclass

from django.test import Client

from municipalities.models import ApiClient
from tests import make
from tests.api.world import API

TOKEN = f"{API}/oauth/token"


def ask_token(client_id, secret, **form):
    """The answer to a question for a token, with id and secret in the header as RFC 6749 wants them."""
    basic = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return Client().post(
        TOKEN, {"grant_type": "client_credentials"} | form, headers={"Authorization": f"Basic {basic}"}
    )


@dataclass
class Software:
    """A program with a token."""

    client: ApiClient
    secret: str
    token: str

    def ask(self, method, address, data=None, **headers):
        """The answer of the API."""
        sent = {} if data is None or method == "GET" else {"data": json.dumps(data), "content_type": "application/json"}
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        headers = {"Authorization": f"Bearer {self.token}"} | names
        return getattr(Client(), method.lower())(f"{API}/{address}", headers=headers, **sent)

    def read(self, address):
        """The body of a good answer, and its ETag."""
        answer = self.ask("GET", address)
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content), answer["ETag"]

    def fill(self, name, counts, *, etag=None, **more):
        """Send counts on top of what stands."""
        etag = etag or self.read(f"registrations/{name}")[1]
        return self.ask("PUT", f"registrations/{name}", {"counts": counts, **more}, If_Match=etag)

    def act(self, name, verb, etag=None):
        """Submit or release what stands."""
        etag = etag or self.read(f"registrations/{name}")[1]
        return self.ask("POST", f"registrations/{name}/{verb}", If_Match=etag)


def software(*local_governments, scopes=("registrations:write",), **fields) -> Software:
    """A program that speaks for these local governments, with a token."""
    client, secret = make.api_client(*local_governments, scopes=scopes, **fields)
    answer = ask_token(client.client_id, secret)
    assert answer.status_code == 200, answer.content
    return Software(client, secret, json.loads(answer.content)["access_token"])


def problem(answer, status):
    """The body of a problem."""
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    body = json.loads(answer.content)
    assert body["status"] == status
    return body
