"""When one applicant may register: the dates of the moment, moved by the extensions it was granted (R14)."""

from dataclasses import dataclass
from datetime import datetime

from grants.models import Extension, ReportingMoment
from grants.states import ExtensionKind


@dataclass(frozen=True)
class Term:
    """The dates of a moment as they are for one applicant (termijn); without an extension those of the moment."""

    moment: ReportingMoment
    extended_until: datetime | None = None
    reopened_until: datetime | None = None

    @property
    def opens_at(self) -> datetime | None:
        """From when registering can be done: for everybody the same."""
        return self.moment.opens_at

    @property
    def deadline(self) -> datetime | None:
        """Until when nothing is missing: the told deadline, or the end of the extension."""
        return _latest(self.moment.deadline, self.extended_until)

    @property
    def last_entry(self) -> datetime | None:
        """Until when what was never sent can still be sent; None: no end is known."""
        return _latest(self.moment.entries_until or self.moment.deadline, self.extended_until, self.reopened_until)

    @property
    def last_change(self) -> datetime | None:
        """Until when what was sent can still be corrected; None: no end is known."""
        last = self.moment.changes_until or self.moment.entries_until or self.moment.deadline
        return _latest(last, self.extended_until, self.reopened_until)

    def last_correction(self, asked_until) -> datetime | None:
        """Until when what was sent back can be put right: what is asked sooner takes no time away that everybody has."""
        return _latest(self.last_change, asked_until)

    @property
    def own_until(self) -> datetime | None:
        """Until when the applicant has time of its own; None: no extension runs."""
        given = [at for at in (self.extended_until, self.reopened_until) if at is not None]
        return max(given, default=None)

    def has_opened(self, now) -> bool:
        """Whether registering has begun."""
        return self.opens_at is not None and self.opens_at <= now

    def is_due(self, now) -> bool:
        """Whether the deadline of this applicant has passed."""
        return self.deadline is not None and self.deadline < now

    def may_take_back(self, now) -> bool:
        """Whether what was sent can still be taken back: until the told deadline, for then the figures freeze (R33)."""
        return self.has_opened(now) and not self.moment.is_due(now)

    def may_correct(self, now) -> bool:
        """Whether what was sent can be corrected: after the told deadline, until the last change."""
        return self.moment.is_due(now) and self.last_change is not None and now <= self.last_change


def _latest(given, *moved):
    """The latest of the dates; where no end was given, none is."""
    return None if given is None else max([given, *(at for at in moved if at is not None)])


def terms_of(moment, applications, now) -> dict[int, Term]:
    """The term of each application (an id) at a moment, as decided by now; one query."""
    return {pk: term for (_moment, pk), term in terms_of_moments([moment], applications, now).items()}


def terms_of_moments(moments, applications, now) -> dict[tuple[int, int], Term]:
    """The term of each application (an id) at each moment (by its id), as decided by now; one query."""
    given: dict[tuple[int, int], dict[str, datetime]] = {}
    found = Extension.objects.known_at(now).filter(moment__in=moments, application__in=applications)
    for moment, application, kind, until in found.order_by("until").values_list(
        "moment_id", "application_id", "kind", "until"
    ):
        given.setdefault((moment, application), {})[kind] = until
    return {
        (moment.pk, application): _term(moment, given.get((moment.pk, application), {}))
        for moment in moments
        for application in applications
    }


def _term(moment, given):
    return Term(moment, given.get(ExtensionKind.EXTENSION), given.get(ExtensionKind.REOPENING))
