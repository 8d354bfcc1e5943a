"""How each rule of the database is broken: one case a constraint or trigger, under its name.

A new constraint needs a line in docs/rules.md and a case here; test_constraints.py sees to both.
"""

from collections.abc import Callable

CASES: dict[str, Callable[[], object]] = {}


def breaks(name):
    """Register a function that must be refused by the rule of this name."""

    def keep(case):
        assert name not in CASES, f"{name} is broken twice"
        CASES[name] = case
        return case

    return keep
