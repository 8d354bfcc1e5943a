"""Software that works through the API: let it in, change what it may, give it another secret, shut it out."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AccessToken, Application, clear_expired

from municipalities.models import ApiClient, Membership, Role
from municipalities.services import people
from samenleven.accounts.models import User
from samenleven.audit.services import record
from samenleven.core.errors import DomainError


@transaction.atomic
def register(*, name, scopes, local_governments, email, by) -> tuple[ApiClient, str]:
    """Let a program in that speaks for these local governments; gives its secret too, which is kept nowhere as it is.

    Receipts of what it sends go to `email`.
    """
    secret = generate_client_secret()
    application = Application.objects.create(
        name=name,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        client_secret=secret,
    )
    account = User(username=f"toepassing-{application.pk}", last_name=name, email=email, is_client=True)
    account.set_unusable_password()
    account.save()
    now = timezone.now()
    client = ApiClient.objects.create(
        name=name,
        application=application,
        account=account,
        scopes=sorted(scopes),
        made_at=now,
        made_by=by,
        secret_at=now,
    )
    record(by, "api_client.registered", client, scopes=client.scopes)
    _speak_for(client, local_governments, by)
    return client, secret


@transaction.atomic
def change(*, client, name, scopes, local_governments, email, by) -> ApiClient:
    """Change what a program is called, what it may and for whom; tokens it has with other scopes are worth nothing any more."""
    client = _held(client)
    if sorted(scopes) != client.scopes:
        record(by, "api_client.scopes_changed", client, old=client.scopes, new=sorted(scopes))
        client.scopes = sorted(scopes)
        _forget_tokens(client)
    if name != client.name:
        record(by, "api_client.renamed", client, old=client.name, new=name)
        client.name = client.application.name = client.account.last_name = name
        client.application.save(update_fields=["name", "updated"])
    client.account.email = email
    client.account.save(update_fields=["last_name", "email"])
    client.save(update_fields=["name", "scopes"])
    _speak_for(client, local_governments, by)
    return client


@transaction.atomic
def renew_secret(*, client, by) -> str:
    """Another secret, shown once; the old one and every token made with it are worth nothing from now on."""
    client = _held(client)
    if not client.is_at_work:
        raise DomainError(_("Deze toepassing staat uit. Zet ze eerst weer aan."))
    secret = client.application.client_secret = generate_client_secret()
    client.application.save(update_fields=["client_secret", "updated"])
    client.secret_at = timezone.now()
    client.save(update_fields=["secret_at"])
    _forget_tokens(client)
    record(by, "api_client.secret_renewed", client)
    return secret


@transaction.atomic
def switch_off(*, client, by) -> ApiClient:
    """Shut a program out at once; what it filled in and sent stays."""
    client = _held(client)
    if client.is_at_work:
        client.switched_off_at, client.switched_off_by = timezone.now(), by
        client.save(update_fields=["switched_off_at", "switched_off_by"])
        User.objects.filter(pk=client.account_id).update(is_active=False)
        _forget_tokens(client)
        record(by, "api_client.switched_off", client)
    return client


@transaction.atomic
def switch_on(*, client, by) -> ApiClient:
    """Let a program in again, with the secret it had."""
    client = _held(client)
    if not client.is_at_work:
        client.switched_off_at = client.switched_off_by = None
        client.save(update_fields=["switched_off_at", "switched_off_by"])
        User.objects.filter(pk=client.account_id).update(is_active=True)
        record(by, "api_client.switched_on", client)
    return client


def forget_expired_tokens() -> None:
    """Throw away the tokens whose time is over."""
    clear_expired()


def _held(client) -> ApiClient:
    held = ApiClient.objects.select_for_update(of=["self"]).select_related("application", "account")
    return held.get(pk=client.pk)


def _forget_tokens(client):
    AccessToken.objects.filter(application=client.application_id).delete()


def _speak_for(client, local_governments, by):
    """Make the memberships of its account say for whom it speaks; who may only read gets the role of a reader."""
    role = Role.EDITOR if client.may_write else Role.READER
    wanted = {body.pk for body in local_governments}
    for membership in Membership.objects.filter(user=client.account_id).exclude(local_government__in=wanted):
        people.take_role(membership=membership, by=by)
    for body in local_governments:
        people.give_role(user=client.account, local_government=body, role=role, by=by)
