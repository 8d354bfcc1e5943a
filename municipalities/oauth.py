"""Who calls the API: software with a token, got with its own id and secret (OAuth2, client credentials)."""

import structlog
from oauth2_provider.oauth2_backends import get_oauthlib_core
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission

from municipalities.models import ApiClient, Scope
from samenleven.core.api.bodies import is_storable
from samenleven.core.problems import InvalidToken, MissingScope

LONGEST_TOKEN = 255


class ClientScopes(BaseScopes):
    """Each client has its own scopes; who names none asks for all of them."""

    def get_all_scopes(self):
        return {scope.value: str(scope.label) for scope in Scope}

    def get_available_scopes(self, application=None, request=None, *args, **kwargs):
        return application.api_client.scopes

    get_default_scopes = get_available_scopes


class ClientValidator(OAuth2Validator):
    """Only a client that an administrator let in, and did not switch off, gets a token."""

    def _load_application(self, client_id, request):
        if not is_storable(client_id or ""):
            return None  # a database cannot even be asked for it
        application = super()._load_application(client_id, request)
        if application is None or ApiClient.objects.at_work().filter(application=application).exists():
            return application
        request.client = None
        return None

    def authenticate_client(self, request, *args, **kwargs):
        """Who is one in the header and another in the form is nobody."""
        is_known = super().authenticate_client(request, *args, **kwargs)
        return is_known and request.client_id in (None, "", request.client.client_id)


class ClientAuthentication(BaseAuthentication):
    """The client behind a token in the header Authorization; a cookie says nothing here."""

    def authenticate(self, request):
        scheme, _space, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        header = {"Authorization": f"Bearer {token.strip()}"}
        if not token.strip().isascii() or len(token) > LONGEST_TOKEN:
            raise InvalidToken
        # Only the header: what the body holds is nobody's token.
        valid, found = get_oauthlib_core().server.verify_request(request.path, request.method, "", header, scopes=[])
        if not valid:
            raise InvalidToken
        client = (
            ApiClient.objects.select_related("account").filter(application=found.access_token.application_id).first()
        )
        if client is None or not client.is_at_work:
            raise InvalidToken
        structlog.contextvars.bind_contextvars(api_client=client.pk)
        return client.account, found.access_token

    def authenticate_header(self, request):
        return 'Bearer realm="api"'


class HasScope(BasePermission):
    """Whether the token holds one of the scopes that the resource asks for this method."""

    def has_permission(self, request, view):
        if request.auth is None:
            return False
        needed = view.scopes_for(request.method)
        if not set(needed) & set(request.auth.scope.split()):
            raise MissingScope(needed)
        return True
