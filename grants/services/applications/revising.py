"""Changing the values of an application: two colleagues at once, and nothing is overwritten silently (R18)."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from grants.models import Application, ApplicationLine, Estimate, IncentiveRequest, Initiative, InvolvedParty
from grants.services.applications.choosing import fixed_reach
from grants.services.applications.locking import open_to_changes
from grants.services.applications.sheets import APPLICATION_FIELDS, Sheet, read_sheet
from samenleven.audit.services import record
from samenleven.core.errors import DomainError


@dataclass
class Revision:
    """What came of a change: the names that were kept, and those where somebody else was first, with what stands there."""

    kept: list[str] = field(default_factory=list)
    overtaken: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def revise(*, application, wanted, seen, by) -> Revision:
    """Keep what somebody changed: `wanted` and `seen` are values by name, as typed and as they stood on the screen.

    Only what differs from what was seen counts as changed. Where something else stands by now it stays, and is told (R18);
    the other changes are kept. Raises DomainError, and keeps nothing, when the application is closed (R31).
    """
    row = open_to_changes(application)
    sheet = read_sheet(row)
    standing, outcome = sheet.values(), Revision()
    changed = {name: value for name, value in wanted.items() if name in standing and value != seen.get(name)}
    for name, value in changed.items():
        if standing[name] == value:
            outcome.kept.append(name)
        elif standing[name] != seen.get(name):
            outcome.overtaken[name] = standing[name]
    mine = {name: value for name, value in changed.items() if name not in outcome.overtaken and standing[name] != value}
    _Writer(sheet, standing | mine).write(mine)
    outcome.kept += mine
    if mine:
        if row.ready_at is not None:  # what was ready to be signed is not what stands here now
            row.ready_at = row.ready_by = None
            row.save(update_fields=["ready_at", "ready_by"])
        record(by, "application.revised", row, fields=sorted(mine))
    return outcome


class _Writer:
    """Writes values to the rows they belong to."""

    def __init__(self, sheet: Sheet, values):
        self.application: Application = sheet.application
        self.sheet, self.values = sheet, values
        self.lines: dict[int, ApplicationLine] = {one.action.number: one.line for one in sheet.lines}
        self.estimates: dict[tuple[str, str], Estimate] = {
            (kpi.indicator.code, one.participant.local_government.code): one
            for line in sheet.lines
            for kpi in line.kpis
            for one in kpi.estimates
        }

    def write(self, names):
        """Write what stands under these names, each row once."""
        own = [name for name in names if name in APPLICATION_FIELDS]
        for name in own:
            setattr(self.application, name, self.values[name])
        if own:
            self.application.save(update_fields=own)
        kinds = {name.partition(" ")[0] for name in names}
        for name in names:
            kind, _space, of = name.partition(" ")
            if kind in ("priority", "shortage"):
                self._line(kind, int(of), self.values[name])
            elif kind in ("initiatives", "parties"):
                self._annexes(kind, self.lines[int(of)], self.values[name])
            elif kind in ("current", "planned"):
                self._estimate(kind, of, self.values[name])
        if kinds & {"incentive", "motivation", "mentored"}:
            self._incentives()

    def _line(self, kind, number, value):
        line, attribute = self.lines[number], {"priority": "priority", "shortage": "shortage_occupation"}[kind]
        setattr(line, attribute, value)
        line.save(update_fields=[attribute])

    def _annexes(self, kind, line, value):
        if kind == "initiatives":
            line.initiatives.all().delete()
            Initiative.objects.bulk_create(Initiative(line=line, title=title) for title in value)
        else:
            line.involved_parties.all().delete()
            InvolvedParty.objects.bulk_create(
                InvolvedParty(line=line, kind=kind_, name=name, role=role) for kind_, name, role in value
            )

    def _estimate(self, kind, of, value):
        code, _space, body = of.partition(" ")
        estimate = self.estimates[code, body]
        if kind == "current":
            fixed = fixed_reach(self.application)
            key = (estimate.participant.local_government_id, estimate.indicator_id)
            if key in fixed and value != fixed[key]:
                raise DomainError(
                    _("Het huidig bereik bij KPI %(code)s ligt vast sinds uw eerste ronde.") % {"code": code}
                )
        attribute = {"current": "current_reach", "planned": "planned_reach"}[kind]
        setattr(estimate, attribute, value)
        estimate.save(update_fields=[attribute])

    def _incentives(self):
        standing = {one.kind: one for one in self.sheet.requests}
        for incentive in self.sheet.offered:
            kind, row = incentive.kind, standing.get(incentive.kind)
            if not self.values[f"incentive {kind}"]:
                if row is not None:
                    row.delete()
                continue
            row = row or IncentiveRequest(application=self.application, kind=kind)
            row.motivation = self.values[f"motivation {kind}"]
            row.line = self.lines.get(self.values.get("mentored")) if kind == "mentorship" else None
            row.save()
