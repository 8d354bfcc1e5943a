"""What the portal says when a rule says no."""


class DomainError(Exception):
    """A rule said no; the text is a Dutch sentence for the person who asked."""


class Conflict(DomainError):
    """Somebody else changed the same thing first (R18); `theirs` is what stands now."""

    def __init__(self, message, *, theirs=None):
        super().__init__(message)
        self.theirs = theirs
