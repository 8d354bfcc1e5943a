"""Every rule of the database is told in docs/rules.md and is broken once, and refused by its own name."""

import re
from pathlib import Path

import pghistory.models
import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from pgtrigger import Protect

from tests import make
from tests.house.breaks import (  # noqa: F401 (each registers its cases)
    CASES,
    allocations,
    applications,
    boards,
    counts,
    letters,
    people,
    plan,
    published,
    questions,
    returns,
    uploads,
)

RULES = (Path(__file__).resolve().parents[2] / "docs" / "rules.md").read_text()
OURS = ("core", "accounts", "audit", "notices", "municipalities", "grants", "kpi")
MODELS = [model for app in OURS for model in apps.get_app_config(app).get_models()]
TABLES = [model for model in MODELS if not issubclass(model, pghistory.models.Event)]
HISTORIES = [model for model in MODELS if issubclass(model, pghistory.models.Event)]


def refusing(model):
    """The constraints and the triggers of a model that say no; the others keep history or count changes."""
    yield from model._meta.constraints
    for trigger in getattr(model._meta, "triggers", []):
        if isinstance(trigger, Protect) or "RAISE EXCEPTION" in (trigger.func or ""):
            yield trigger


RULE_OF = {rule.name: (model, rule) for model in TABLES for rule in refusing(model)}


def test_every_rule_has_a_case_and_every_case_a_rule():
    assert set(CASES) == set(RULE_OF)


@pytest.mark.parametrize("name", RULE_OF)
def test_every_rule_is_told_in_the_docs(name):
    assert f"`{name}`" in RULES


def test_the_docs_tell_of_no_rule_that_is_gone():
    told = set(re.findall(r"`((?:accounts|audit|municipalities|grants|kpi)_[a-z_]+)`", RULES))
    assert told <= set(RULE_OF)


@pytest.mark.django_db
@pytest.mark.parametrize("name", CASES)
def test_what_breaks_it_is_refused_by_its_name(name):
    model, rule = RULE_OF[name]
    with pytest.raises(DatabaseError) as caught:
        CASES[name]()
    if isinstance(rule, Protect):
        assert "Cannot" in str(caught.value)
        assert model._meta.db_table in str(caught.value)
    else:
        assert name in str(caught.value)


@pytest.mark.parametrize("name", [name for name, (_model, rule) in RULE_OF.items() if not name.endswith("_grain")])
def test_every_constraint_a_form_can_meet_speaks_dutch(name):
    _model, rule = RULE_OF[name]
    if hasattr(rule, "violation_error_message"):
        assert rule.violation_error_message != rule.default_violation_error_message


@pytest.mark.django_db
@pytest.mark.parametrize("history", HISTORIES, ids=lambda model: model.__name__)
def test_history_is_only_added_to(history):
    """By whatever way: neither Django nor SQL changes or deletes what was kept (R41)."""
    assert "`append_only`" in RULES
    triggers = {trigger.name for trigger in history._meta.triggers}
    assert "append_only" in triggers


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET pgh_label = 'x'", "DELETE FROM {}"])
def test_sql_cannot_rewrite_history(statement):
    make.award()
    with pytest.raises(DatabaseError, match="Cannot"), connection.cursor() as cursor:
        cursor.execute(statement.format("grants_awardevent"))
