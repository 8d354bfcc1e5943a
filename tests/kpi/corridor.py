"""A local government with something to register, and the steps it takes; for the tests of the registration corridor."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from grants.models import Commitment, ReportingMoment
from kpi.services import registrations
from kpi.services.registrations import Answer
from municipalities.models import LocalGovernment
from samenleven.accounts.models import User
from samenleven.core.clock import BRUSSELS, end_of_day, start_of_day
from tests import make

OPENS = start_of_day(dt.date(2026, 9, 1))
DEADLINE = end_of_day(dt.date(2026, 10, 15))
ENTRIES = end_of_day(dt.date(2026, 10, 25))
CHANGES = end_of_day(dt.date(2026, 11, 15))


def at(month, day, hour=12, minute=0):
    """A moment of 2026 on the clocks of Brussels."""
    return dt.datetime(2026, month, day, hour, minute, tzinfo=BRUSSELS)


BEFORE, OPEN, LATE, CORRECTABLE, OVER = at(8, 31), at(10, 1), at(10, 20), at(11, 1), at(11, 16)


@dataclass
class Corridor:
    """One reporting moment of one local government, with an editor."""

    moment: ReportingMoment
    local_government: LocalGovernment
    editor: User
    commitments: list[Commitment]
    motivates: bool = False  # whether it says why, wherever that is asked before it sends

    @property
    def first(self):
        return self.commitments[0]

    def save(self, *counts, by=None):
        """Fill in the fields in order, each on top of what stands."""
        sheet = registrations.read_sheet(self.moment, self.local_government, CHANGES)
        own = [one for part in sheet.parts if part.is_own for one in part.fields]
        for one, count in zip(own, counts, strict=False):
            registrations.save_field(
                moment=self.moment,
                commitment=one.commitment,
                answer=count if isinstance(count, Answer) else Answer(count),
                revision=one.revision,
                by=by or self.editor,
            )

    def motivate(self, text, by=None):
        """Say why of each action whose motivation is asked, on top of what stands."""
        for action in registrations.read_sheet(self.moment, self.local_government, timezone.now()).actions:
            if action.asks_motivation:
                self.act(
                    registrations.save_motivation,
                    by,
                    line=action.line,
                    text=text,
                    revision=action.draft_motivation.revision if action.draft_motivation else 0,
                )

    def act(self, verb, by=None, **options):
        """One of the verbs on the whole page."""
        if self.motivates and verb is registrations.submit:
            self.motivate("Zo was het.")
        return verb(moment=self.moment, local_government=self.local_government, by=by or self.editor, **options)

    def sheet(self, now=OPEN):
        return registrations.read_sheet(self.moment, self.local_government, now)


def corridor(
    *,
    actions=1,
    indicators=1,
    round_code="5",
    local_government=None,
    kind="decided",
    target=0,
    current_reach=0,
    motivates=False,
    **moment,
):
    """A local government that takes part in some actions of a round whose deadline is 15 October 2026.

    It promised nothing, unless told otherwise: then any count is enough, and no motivation is asked (R25).
    """
    body = local_government or make.local_government(name="Sint-Niklaas")
    project_round = make.round(
        round_code, starts_on=dt.date(2025, 10, 1), ends_on=dt.date(2026, 9, 30), decided_on=dt.date(2025, 9, 19)
    )
    dates = {"opens_at": OPENS, "deadline": DEADLINE, "entries_until": ENTRIES, "changes_until": CHANGES} | moment
    commitments = []
    application = make.application(project_round, body)
    for number in range(1, actions + 1):
        line = make.line(application, make.offer(project_round, make.action(100 + number), indicators=indicators))
        part = make.participation(line)
        make.award(line, kind=kind)
        commitments += [
            make.commitment(part, indicator, target=target, current_reach=current_reach)
            for indicator in line.offer.indicators.order_by("position")
        ]
    editor = make.editor(body, first_name="An", last_name="Peeters")
    return Corridor(make.moment(project_round, **dates), body, editor, commitments, motivates)


def partnership(*, members=2, actions=1, target=0, name="Samen Waasland", **moment):
    """The page of a lead and those of its members, which take part in the same actions; the lead is the first."""
    lead = corridor(actions=actions, target=target, **moment)
    application = lead.first.participation.line.application
    application.partnership = make.partnership(name)
    application.save()
    pages = [lead]
    for number in range(2, members + 1):
        body = make.local_government(name=f"Lid {number}")
        commitments = [
            make.commitment(make.participation(line, body), line.offer.indicators.get(), target=target)
            for line in application.lines.order_by("pk")
        ]
        pages.append(
            Corridor(lead.moment, body, make.editor(body, first_name="Lid", last_name=str(number)), commitments)
        )
    return pages


def neighbour(of, name="Buurdorp"):
    """Another applicant of the same round, alone, with the same actions."""
    body = make.local_government(name=name)
    application = make.application(of.moment.round, body)
    commitments = [
        make.commitment(
            make.participation(make.line(application, one.participation.line.offer)), one.indicator, target=one.target
        )
        for one in of.commitments
    ]
    return Corridor(of.moment, body, make.editor(body), commitments)
