"""Who acts for a local government: give, change and take a role."""

from django.db import transaction

from municipalities.models import Membership
from samenleven.audit.services import record


@transaction.atomic
def give_role(*, user, local_government, role, by) -> Membership:
    """Let somebody act for a local government, in one role; a second call changes the role."""
    membership, is_new = Membership.objects.select_for_update(of=["self"]).get_or_create(
        user=user, local_government=local_government, defaults={"role": role}
    )
    if is_new:
        record(by, "membership.given", membership, user=user.pk, local_government=local_government.pk, role=role)
    elif membership.role != role:
        old, membership.role = membership.role, role
        membership.save(update_fields=["role"])
        record(by, "membership.changed", membership, user=user.pk, old=old, new=role)
    return membership


@transaction.atomic
def take_role(*, membership, by) -> None:
    """Somebody no longer acts for a local government; what they did stays."""
    record(
        by,
        "membership.taken",
        membership,
        user=membership.user_id,
        local_government=membership.local_government_id,
        role=membership.role,
    )
    membership.delete()
