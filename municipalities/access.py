"""Which local governments somebody acts for."""

from django.db import connection

from municipalities.models import Role

EDITING_ROLES = (Role.EDITOR, Role.SIGNATORY)

_ACTS_FOR = """
WITH RECURSIVE acts_for(id) AS (
    SELECT local_government_id FROM municipalities_membership WHERE user_id = %s AND role = ANY(%s)
    UNION
    SELECT old.id FROM municipalities_localgovernment old JOIN acts_for ON old.successor_id = acts_for.id
)
SELECT id FROM acts_for
"""


def local_governments_of(user, roles=tuple(Role.values)) -> frozenset[int]:
    """The ids of the bodies somebody acts for in one of the roles: the own ones and all they took over (R9)."""
    if not user.is_authenticated:
        return frozenset()
    kept = user.__dict__.setdefault("_local_governments", {})
    if roles not in kept:
        with connection.cursor() as cursor:
            cursor.execute(_ACTS_FOR, [user.pk, [str(role) for role in roles]])
            kept[roles] = frozenset(row[0] for row in cursor.fetchall())
    return kept[roles]


def may(user, local_government, *roles) -> bool:
    """Whether somebody holds one of the roles for a local government (or for the one that took it over)."""
    return local_government.pk in local_governments_of(user, tuple(roles))
