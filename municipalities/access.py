"""Which local governments somebody acts for."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.utils import timezone

from municipalities.models import Role
from samenleven.accounts.models import User
from samenleven.core.clock import day_in_brussels

EDITING_ROLES = (Role.EDITOR, Role.SIGNATORY)

_ACTS_FOR = """
WITH RECURSIVE acts_for(id, role) AS (
    SELECT local_government_id, role FROM municipalities_membership WHERE user_id = %s
    UNION
    SELECT old.id, acts_for.role
      FROM municipalities_localgovernment old JOIN acts_for ON old.successor_id = acts_for.id
     WHERE old.valid_until < %s
)
SELECT id, role FROM acts_for
"""


def local_governments_of(user, roles=tuple(Role.values)) -> frozenset[int]:
    """The ids of the bodies somebody acts for in one of the roles: the own ones and all they took over by today (R9)."""
    if not user.is_authenticated:
        return frozenset()
    # One question for all roles: a page asks what somebody may see and what they may do.
    kept = user.__dict__.get("_local_governments")
    if kept is None:
        with connection.cursor() as cursor:
            cursor.execute(_ACTS_FOR, [user.pk, day_in_brussels(timezone.now())])
            kept = user.__dict__["_local_governments"] = frozenset(cursor.fetchall())
    return frozenset(pk for pk, role in kept if role in roles)


def may(user, local_government, *roles) -> bool:
    """Whether somebody holds one of the roles for a local government (or for the one that took it over)."""
    return local_government.pk in local_governments_of(user, tuple(roles))


def may_import_origin_counts(user) -> bool:
    """Whether somebody says how many inhabitants of non-EU-14 origin local governments have: the administrators (R10)."""
    return user.is_authenticated and user.is_active and user.is_administrator


_PEOPLE_OF = """
WITH RECURSIVE acting(of_body, body) AS (
    SELECT id, id FROM municipalities_localgovernment WHERE id = ANY(%(bodies)s)
    UNION
    SELECT acting.of_body, old.successor_id
      FROM acting JOIN municipalities_localgovernment old ON old.id = acting.body
     WHERE old.successor_id IS NOT NULL AND old.valid_until < %(today)s
)
SELECT person.*, acting.of_body, member.role
  FROM acting
  JOIN municipalities_membership member ON member.local_government_id = acting.body
  JOIN accounts_user person ON person.id = member.user_id
 WHERE member.role = ANY(%(roles)s) AND person.is_active AND NOT person.is_client
 ORDER BY person.last_name, person.first_name, person.id, member.role
"""


def people_of(bodies, roles=EDITING_ROLES) -> dict[int, list[tuple[User, Role]]]:
    """The people who act for each of these local governments (ids) in one of the roles, those of its successor too (R9).

    The other way round than `local_governments_of`; each person once per body, one query for all.
    """
    found: dict[int, dict[int, tuple[User, Role]]] = {body: {} for body in bodies}
    if found:
        asked = {"bodies": list(found), "roles": list(roles), "today": day_in_brussels(timezone.now())}
        rows: Iterable[Any] = User.objects.raw(_PEOPLE_OF, asked)
        for person in rows:
            found[person.of_body].setdefault(person.pk, (person, Role(person.role)))
    return {body: list(people.values()) for body, people in found.items()}
