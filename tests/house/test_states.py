"""Every status is reached, every status can be left or is an end, and both stand in docs/rules.md."""

import importlib
import inspect
import re
from pathlib import Path

import pytest

from samenleven.core.flow import Flow

ROOT = Path(__file__).resolve().parents[2]
RULES = (ROOT / "docs" / "rules.md").read_text()
FLOWS = {
    name: value
    for module in ("grants.states", "kpi.states")
    for name, value in inspect.getmembers(importlib.import_module(module))
    if isinstance(value, Flow)
}
SERVICES = "\n".join(path.read_text() for app in ("grants", "kpi") for path in (ROOT / app / "services").rglob("*.py"))


def statuses(flow):
    return type(next(iter(flow.steps)))


def reachable(flow):
    """Every status some chain of steps leads to from the first one."""
    first = next(iter(statuses(flow)))
    found, waiting = {first}, [first]
    while waiting:
        new = flow.steps.get(waiting.pop(), frozenset()) - found
        found |= new
        waiting.extend(new)
    return found


def test_there_are_flows_to_look_at():
    assert set(FLOWS) == {
        "APPLICATION_FLOW",
        "PARTICIPANT_FLOW",
        "ALLOCATION_FLOW",
        "QUESTION_FLOW",
        "REGISTRATION_FLOW",
        "RUN_FLOW",
        "SUB_QUESTION_FLOW",
        "UPLOAD_FLOW",
    }


@pytest.mark.parametrize("name", FLOWS)
def test_every_status_has_its_row_and_is_reached(name):
    flow = FLOWS[name]
    assert set(flow.steps) == set(statuses(flow))
    assert reachable(flow) == set(statuses(flow))


@pytest.mark.parametrize("name", FLOWS)
def test_an_end_is_reached_from_every_status(name):
    flow = FLOWS[name]
    assert flow.ends
    assert [status for status in statuses(flow) if not flow.reaches_an_end(status)] == []


@pytest.mark.parametrize(
    ("name", "status"), [(name, status) for name, flow in FLOWS.items() for status in list(statuses(flow))]
)
def test_a_service_names_every_status(name, status):
    """A status that no service sets or asks after is a dead word."""
    assert f"{type(status).__name__}.{status.name}" in SERVICES


@pytest.mark.parametrize("name", FLOWS)
def test_the_table_in_the_docs_is_the_flow(name):
    """Every allowed step is a row, and every row an allowed step (R17)."""
    flow = FLOWS[name]
    section = next(part for part in RULES.split("\n### ") if name in part).split("\n## ")[0]
    rows = set(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", section, re.MULTILINE)) - {("from", "to"), ("---", "---")}
    steps = {(str(old.label), str(new.label)) for old, following in flow.steps.items() for new in following}
    assert rows == steps
    ends = re.search(r"^Ends: (.+?)\. Home", section, re.MULTILINE).group(1).split(", ")
    assert set(ends) == {str(status.label) for status in flow.ends}
