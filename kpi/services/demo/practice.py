"""The practice round: open since the first start, and kept open; it enters no figure that does not name it (R33)."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from grants.changes import code_of
from grants.models import (
    Application,
    ApplicationLine,
    Award,
    Indicator,
    Offer,
    Participation,
    ProjectRound,
    ReportingMoment,
    RoundChange,
)
from grants.states import ApplicationStatus, AwardKind, MomentKind
from kpi.services.breakdowns import copy_by_code
from kpi.services.demo.division import promise
from municipalities.models import LocalGovernment, Partnership
from samenleven.core.clock import day_in_brussels, end_of_day, start_of_day

CODE = "oefening"
OPEN_DAYS, ENTRY_DAYS, CHANGE_DAYS = 30, 44, 60  # deadline, last new entry and last change, counted from today


@dataclass(frozen=True)
class Example:
    """One action of an applicant of the practice round, the lead first: what it reached before, and what is paid."""

    members: tuple[str, ...]
    action: int
    current_reach: int
    units: int


EXAMPLES = (
    Example(("44021",), 7, 400, 150),
    Example(("44021",), 9, 60, 80),
    Example(("44021",), 18, 0, 1),
    Example(("73107",), 6, 8, 23),
    Example(("73107",), 7, 25, 40),
    Example(("46029", "46021"), 5, 300, 900),
    Example(("46029", "46021"), 7, 55, 60),
    Example(("13008",), 7, 90, 45),
    Example(("13008",), 13, 150, 120),
)
PARTNERSHIP = "Oefenverband Lokeren – Sint-Niklaas"


def keep_practice_round_open(programme, now: dt.datetime) -> None:
    """Make the practice round, or move its last dates forward; what was entered stays."""
    found = ProjectRound.objects.filter(code=CODE).first()
    if found is None:
        newest = programme.rounds.filter(is_practice=False).order_by("number").last()
        if newest is not None:
            _make(newest, day_in_brussels(now))
        return
    final = found.moments.filter(kind=MomentKind.FINAL).first()
    if final is not None:
        _move_forward(final, day_in_brussels(now), now)


def _last_dates(today):
    return {
        "deadline": end_of_day(today + dt.timedelta(days=OPEN_DAYS)),
        "entries_until": end_of_day(today + dt.timedelta(days=ENTRY_DAYS)),
        "changes_until": end_of_day(today + dt.timedelta(days=CHANGE_DAYS)),
    }


def _move_forward(final, today, now):
    """No date goes back, and each that moves is told like every other change of a round (R13)."""
    moved = {
        name: (getattr(final, name), date)
        for name, date in _last_dates(today).items()
        if (getattr(final, name) or final.deadline) < date
    }
    if not moved:
        return
    ReportingMoment.objects.filter(pk=final.pk).update(**{name: new for name, (_old, new) in moved.items()})
    RoundChange.objects.bulk_create(
        RoundChange(
            round=final.round,
            what=f"final_report_{name}",
            old=code_of(old),
            new=code_of(new),
            changed_at=now,
            reason="De oefenronde blijft open zolang de proefomgeving gebruikt wordt.",
            by_role="proefomgeving",
        )
        for name, (old, new) in moved.items()
    )


def _make(newest, today):
    practice = ProjectRound.objects.create(
        programme=newest.programme,
        code=CODE,
        title="Oefenronde",
        is_practice=True,
        starts_on=today - dt.timedelta(days=364),
        ends_on=today,
        decided_on=today,
        remarks="Om te oefenen: alle toekenningen zijn voorbeelden, en geen cijfer van het plan rekent ze mee.",
    )
    ReportingMoment.objects.create(
        round=practice,
        kind=MomentKind.FINAL,
        covers_from=practice.starts_on,
        covers_until=practice.ends_on,
        opens_at=start_of_day(today),
        **_last_dates(today),
    )
    _copy_offers(newest, practice)
    _make_awards(practice)


def _copy_offers(newest, practice):
    """The actions and KPI's of the newest round, with the same codes, prices and maximums."""
    offers = {
        old.pk: Offer(round=practice, action=old.action, financed=old.financed, content_judged=old.content_judged)
        for old in newest.offers.select_related("action")
    }
    Offer.objects.bulk_create(offers.values())
    copied = (
        "code", "position", "title", "unit", "kind", "unit_family", "amount_per_unit", "max_units", "max_amount",
    )  # fmt: skip
    Indicator.objects.bulk_create(
        Indicator(offer=offers[old.offer_id], **{name: getattr(old, name) for name in copied})
        for old in Indicator.objects.filter(offer__round=newest)
    )


def split_practice_round(programme) -> None:
    """The KPI's of the practice round are split as those of the newest round; also where it was made before there were splits."""
    practice = ProjectRound.objects.filter(code=CODE).first()
    newest = programme.rounds.filter(is_practice=False).order_by("number").last()
    if practice is not None and newest is not None:
        copy_by_code(newest, practice)


def _make_awards(practice):
    known_at = start_of_day(practice.decided_on)
    bodies = LocalGovernment.objects.in_bulk({code for one in EXAMPLES for code in one.members}, field_name="code")
    indicators = {
        one.offer.action.number: one
        for one in Indicator.objects.filter(offer__round=practice, position=1).select_related("offer__action")
    }
    applications: dict[tuple, Application] = {}
    for example in EXAMPLES:
        indicator = indicators.get(example.action)
        if indicator is None or not bodies.keys() >= set(example.members):
            continue
        if example.members not in applications:
            applications[example.members] = _apply(practice, [bodies[code] for code in example.members])
        line = ApplicationLine.objects.create(application=applications[example.members], offer=indicator.offer)
        members = [
            Participation.objects.create(line=line, local_government=bodies[code], known_at=known_at)
            for code in example.members
        ]
        units = Decimal(example.units)
        amount = units * indicator.amount_per_unit
        Award.objects.create(line=line, kind=AwardKind.EXAMPLE, amount=amount, units=units, known_at=known_at)
        promise(
            members,
            indicator,
            amount=amount,
            units=units,
            target=Decimal(example.current_reach + ceil(units)),
            reach=Decimal(example.current_reach),
        )


def _apply(practice, members):
    """The application of one local government, or of a partnership with its first member as the lead."""
    partnership = Partnership.objects.get_or_create(name=PARTNERSHIP)[0] if len(members) > 1 else None
    return Application.objects.create(
        round=practice, lead=members[0], partnership=partnership, status=ApplicationStatus.AWARDED
    )
