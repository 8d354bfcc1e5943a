"""What comes next: the dates of the rounds, and those on which the time ends that somebody got."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samenleven.core import wording

SHOWN = 4


@dataclass(frozen=True)
class Coming:
    """A date that is told, and what it is."""

    at: datetime
    precision: str
    what: str

    @property
    def when(self) -> str:
        """The date as exactly as it was told."""
        return wording.moment(self.at, self.precision)


def coming_up(choices, now) -> list[Coming]:
    """The first dates of the real rounds that are still to come."""
    found = []
    for one in choices.rounds.values():
        if one.is_practice:
            continue
        found += [
            Coming(one.opens_at, "minute", _("%s: de oproep gaat open") % one.title),
            Coming(one.closes_at, "minute", _("%s: de oproep sluit") % one.title),
        ]
        for moment in one.moments.values():
            of_what = {"round": one.title, "report": moment.kind_label.lower()}
            precision = "month" if moment.precision == "month" else "minute"
            found += [
                Coming(moment.opens_at, "minute", _("%(round)s, %(report)s: registreren kan") % of_what),
                Coming(
                    moment.deadline, precision, _("%(round)s, %(report)s: deadline, de cijfers bevriezen") % of_what
                ),
                Coming(
                    moment.entries_until, "minute", _("%(round)s, %(report)s: laatste nieuwe registraties") % of_what
                ),
                Coming(moment.changes_until, "minute", _("%(round)s, %(report)s: laatste verbeteringen") % of_what),
            ]
        found += [Coming(extra.until, "minute", _extra_time_ends(one, extra)) for extra in one.extra_time]
    coming = [one for one in found if one.at is not None and one.at > now]
    return sorted(coming, key=lambda one: one.at)[:SHOWN]


def _extra_time_ends(project_round, extra) -> str:
    said = {
        "round": project_round.title,
        "report": extra.kind_label.lower(),
        "number": wording.count(extra.applicants),
    }
    return (
        ngettext(
            "%(round)s, %(report)s: meer tijd voor %(number)s aanvrager loopt af",
            "%(round)s, %(report)s: meer tijd voor %(number)s aanvragers loopt af",
            extra.applicants,
        )
        % said
    )
