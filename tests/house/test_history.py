"""Who did what is kept with ids only: an account can be emptied without touching history, and no log names a person (R41)."""

import json
import logging

import pghistory.models
import pytest
from django.apps import apps
from django.db import connection
from django.db.models import CharField, EmailField, TextField

from grants.models import ProjectRound
from kpi.services import registrations
from municipalities.models import LocalGovernment
from samenleven.accounts.models import User
from samenleven.audit.models import Event
from samenleven.audit.services import record
from tests import make
from tests.house.test_constraints import HISTORIES
from tests.kpi.corridor import OPEN, corridor

PERSON = {"first_name": "Annelies", "last_name": "Vandenbroucke-Deprez", "email": "annelies@example.org"}
NAMES = [*PERSON.values(), "annelies.v"]
# What a history table keeps in words: facts of the plan and its sources, never something about a person.
PUBLIC_TEXT = {
    "allocation_rule",
    "appeal_clause",
    "by_role",
    "certainty",
    "code",
    "compared_with",
    "deadline_precision",
    "enterprise_number",
    "iban",
    "kind",
    "measure",
    "name",
    "new",
    "note",
    "old",
    "province",
    "reason",
    "remarks",
    "sort_name",
    "source",
    "source_date",
    "source_url",
    "status",
    "summary",
    "support_organisations",
    "title",
    "title_status",
    "unit",
    "unit_family",
    "what",
}


def every_text_of(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(json_agg(kept)::text, '') FROM \"{table}\" kept")
        return cursor.fetchone()[0]


def history_tables():
    return [model._meta.db_table for model in HISTORIES] + ["audit_event", "pghistory_context", "django_admin_log"]


def test_no_history_is_kept_of_people():
    tracked = {history.pgh_tracked_model for history in HISTORIES}
    assert User not in tracked
    assert not any(model._meta.app_label in ("accounts", "notices") for model in tracked)


@pytest.mark.parametrize("history", HISTORIES, ids=lambda model: model.__name__)
def test_history_keeps_no_text_about_people(history):
    texts = {
        field.name
        for field in history._meta.get_fields()
        if isinstance(field, CharField | TextField | EmailField) and not field.name.startswith("pgh_")
    }
    assert texts <= PUBLIC_TEXT


def test_every_table_whose_figures_are_quoted_has_a_history():
    tracked = {history.pgh_tracked_model.__name__ for history in HISTORIES}
    assert tracked >= {
        "LocalGovernment",
        "Goal",
        "Action",
        "ProjectRound",
        "ReportingMoment",
        "Offer",
        "Indicator",
        "Application",
        "ApplicationLine",
        "Participant",
        "Estimate",
        "Exemption",
        "Incentive",
        "IncentiveRequest",
        "Participation",
        "Award",
        "Commitment",
        "PublishedFigure",
        "Registration",
    }


@pytest.fixture
def work(client, db, time_machine, caplog):
    """Somebody signs in, registers, sends, and an administrator changes a round and the person; all of it logged."""
    time_machine.move_to(OPEN)
    caplog.set_level(logging.DEBUG)
    here = corridor(round_code="1")
    here.moment.round.budget = 500_000
    here.moment.round.save()
    User.objects.filter(pk=here.editor.pk).update(username="annelies.v", **PERSON)
    client.post("/aanmelden/", {"username": "annelies.v", "password": "verkeerd"})
    client.post("/aanmelden/", {"username": "annelies.v", "password": make.PASSWORD})
    here.editor.refresh_from_db()
    page = f"/registraties/1/final/{here.local_government.code}/"
    here.save(105)
    assert client.get(page).status_code == 200
    here.act(registrations.submit)
    assert client.get(f"{page}ontvangstbewijs/").status_code == 200
    client.post("/afmelden/")
    administrator = make.user("beheer", ministry_role="administrator")
    client.force_login(administrator)
    client.post(
        f"/beheer/accounts/user/{here.editor.pk}/change/",
        {"username": "annelies.v", **PERSON, "last_name": "Vandenbroucke", "is_active": "on"},
    )
    return here


def test_everything_is_kept_and_nothing_of_it_is_a_name(work):
    kept = "".join(every_text_of(table) for table in history_tables())
    assert Event.objects.filter(by=work.editor).exists()
    assert [name for name in NAMES if name.lower() in kept.lower()] == []


def test_the_context_of_a_change_is_an_id_and_a_trace(client, db):
    administrator = make.user("beheer", ministry_role="administrator")
    client.force_login(administrator)
    body = make.local_government()
    client.post(
        f"/beheer/municipalities/localgovernment/{body.pk}/change/",
        {"enterprise_number": "0207508932", "periods-TOTAL_FORMS": 0, "periods-INITIAL_FORMS": 0},
    )
    contexts = [context.metadata for context in pghistory.models.Context.objects.all()]
    assert contexts
    assert all(set(metadata) == {"user", "trace"} for metadata in contexts)
    assert {metadata["user"] for metadata in contexts} == {administrator.pk}
    newest = apps.get_model("municipalities", "LocalGovernmentEvent").objects.latest("pgh_id")
    assert newest.enterprise_number == "0207508932"
    assert newest.pgh_context.metadata["user"] == administrator.pk


def test_no_log_line_names_a_person(work, caplog):
    written = caplog.get_records("setup")
    lines = [line.getMessage() + json.dumps(line.__dict__, default=str) for line in written]
    assert any("request_finished" in line for line in lines)
    told = [
        line
        for line, kept in zip(lines, written, strict=True)
        if any(name.lower() in line.lower() for name in NAMES) and kept.name != "django.db.backends"
    ]
    assert told == []


def test_an_account_is_emptied_without_touching_history(work):
    before = {table: every_text_of(table) for table in history_tables()}
    User.objects.filter(pk=work.editor.pk).update(
        username=f"weg-{work.editor.pk}", first_name="", last_name="", email="", is_active=False
    )
    assert {table: every_text_of(table) for table in history_tables()} == before


@pytest.mark.django_db
def test_a_change_by_sql_is_kept_too():
    made = make.round("1", budget=10)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE grants_projectround SET budget = 20")
    events = apps.get_model("grants", "ProjectRoundEvent").objects.filter(pgh_obj=made).order_by("pgh_id")
    assert list(events.values_list("budget", flat=True)) == [10, 20]
    assert ProjectRound.objects.get().budget == 20


@pytest.mark.django_db
def test_an_event_keeps_the_id_of_who_did_it_and_none_for_the_clock():
    person, body = make.user(), make.local_government()
    record(person, "iets", body, number=3)
    record(None, "iets", body)
    assert list(Event.objects.order_by("pk").values_list("by", "model", "object_id", "data")) == [
        (person.pk, "municipalities.localgovernment", str(body.pk), {"number": 3}),
        (None, "municipalities.localgovernment", str(body.pk), {}),
    ]
    assert LocalGovernment.objects.count() == 1
