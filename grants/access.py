"""Who may do what with the plan and its rounds."""

from samenleven.accounts.models import MinistryRole

ALLOCATING = (MinistryRole.CASE_HANDLER, MinistryRole.ADMINISTRATOR)


def may_open_rounds(user) -> bool:
    """Whether somebody opens rounds and moves their dates and prices: the administrators of the ministry (R40)."""
    return user.is_authenticated and user.is_active and user.is_administrator


def may_allocate(user) -> bool:
    """Whether somebody divides the budget of a round and confirms a division: case handlers and administrators (R21, R40)."""
    return user.is_authenticated and user.is_active and user.ministry_role in ALLOCATING


def may_read_allocations(user) -> bool:
    """Whether somebody sees what is being considered: who divides, and the analyst."""
    return may_allocate(user) or (
        user.is_authenticated and user.is_active and user.ministry_role == MinistryRole.ANALYST
    )
