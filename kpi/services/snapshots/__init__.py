"""Freezing the figures of a reporting moment (R33-R36)."""

from kpi.services.snapshots.runs import do_run, open_runs, request_run, stop_run
from kpi.services.snapshots.taking import needs_snapshot, take_if_due, take_on_demand
from kpi.services.snapshots.verifying import verify
from kpi.services.snapshots.writing import RULE_VERSION

__all__ = [
    "RULE_VERSION",
    "do_run",
    "needs_snapshot",
    "open_runs",
    "request_run",
    "stop_run",
    "take_if_due",
    "take_on_demand",
    "verify",
]
