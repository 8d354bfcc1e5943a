"""The try-out accounts; who is there already keeps the own password and roles."""

from django.contrib.auth.hashers import make_password

from municipalities.models import LocalGovernment, Membership
from samenleven.accounts.models import MinistryRole, User
from samenleven.accounts.tryout import ACCOUNTS, PASSWORD, TryoutAccount


def make_accounts() -> None:
    """Make the accounts that are not there yet."""
    there = set(User.objects.filter(username__in=[one.username for one in ACCOUNTS]).values_list("username", flat=True))
    missing = [account for account in ACCOUNTS if account.username not in there]
    # Hashed once: it is slow on purpose, and this password is no secret.
    password = make_password(PASSWORD) if missing else ""
    for account in missing:
        _make(account, password)


def _make(account: TryoutAccount, password):
    is_administrator = account.ministry_role == MinistryRole.ADMINISTRATOR
    first_name, _space, last_name = account.name.partition(" ")
    user = User.objects.create(
        username=account.username,
        email=account.email,
        password=password,
        first_name=first_name,
        last_name=last_name,
        ministry_role=account.ministry_role,
        is_staff=is_administrator,
        is_superuser=is_administrator,
    )
    if account.acts_for:
        Membership.objects.create(
            user=user, local_government=LocalGovernment.objects.get(code=account.acts_for), role=account.role
        )


def accounts_table() -> str:
    """The accounts as a table to print."""
    width = max(len(account.username) for account in ACCOUNTS)
    lines = [f"  {account.username:<{width}}  {account.what}" for account in ACCOUNTS]
    return "\n".join([f"Aanmelden kan met een van deze namen; het wachtwoord is telkens: {PASSWORD}", *lines])
