"""Which status may follow which: one table to read aloud."""

from django.utils.translation import gettext as _

from samenleven.core.errors import DomainError


class Flow:
    """The allowed steps of a status; a status without a next step is a declared end."""

    def __init__(self, steps, *, ends=()):
        self.steps = {status: frozenset(following) for status, following in steps.items()}
        self.ends = frozenset(ends) | {status for status, following in self.steps.items() if not following}

    def allows(self, current, following) -> bool:
        """Whether `following` may come after `current`."""
        return following in self.steps.get(current, frozenset())

    def advance(self, thing, following) -> None:
        """Set the status of a thing (not saved), or raise DomainError when the step is not allowed."""
        if not self.allows(thing.status, following):
            labels = dict(type(thing)._meta.get_field("status").choices)
            raise DomainError(
                _("Dit kan niet: van “%(old)s” naar “%(new)s” is geen toegelaten stap.")
                % {"old": labels.get(thing.status, thing.status), "new": labels.get(following, following)}
            )
        thing.status = following

    def reaches_an_end(self, status) -> bool:
        """Whether some chain of steps leads from a status to a declared end."""
        seen, waiting = set(), [status]
        while waiting:
            here = waiting.pop()
            if here in self.ends:
                return True
            seen.add(here)
            waiting.extend(self.steps.get(here, frozenset()) - seen)
        return False
