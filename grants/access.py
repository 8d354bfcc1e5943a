"""Who may do what with the plan and its rounds."""


def may_open_rounds(user) -> bool:
    """Whether somebody opens rounds and moves their dates and prices: the administrators of the ministry (R40)."""
    return user.is_authenticated and user.is_active and user.is_administrator
