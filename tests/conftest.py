"""What many tests need: the real plan and the demo, loaded once per run and put back cheaply; a cache of their own."""

import gc
import os
import shutil
from collections.abc import Callable
from io import StringIO
from itertools import count

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import expect, sync_playwright

from grants.models import Programme
from tests.api import told

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

_prefixes = count(1)
# How long an example takes says more of the machine than of the code.
hypothesis_settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def own_cache():
    """No test sees what another kept: the stamps that the keys are made of start anew in each test."""
    prefix = f"test-{next(_prefixes)}"
    caches.settings["default"]["KEY_PREFIX"] = caches["default"].key_prefix = prefix
    caches["snapshots"].clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """At the end nobody holds the database any more: a thread of the live server may still answer a closed browser."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.close()


@pytest.fixture
def server_side_cursors(db, monkeypatch):
    """Rows are read in parts, as everywhere but in the tests."""
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", False)
    yield
    gc.collect()  # what a test left half read is closed here, not in the transaction of another test


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium; where it is not installed, the tests in it are skipped."""
    if not os.access(CHROMIUM, os.X_OK):
        pytest.skip("Chromium is niet geïnstalleerd: de browsertests zijn overgeslagen.")
    # Playwright keeps an event loop in this thread; Django would take every query of a test for one made in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def load_plan(*arguments):
    """Run the command; answers what it said."""
    said = StringIO()
    call_command("load_plan", *arguments, stdout=said)
    return said.getvalue()


def load_demo():
    """The plan and the demo; answers the accounts."""
    said = StringIO()
    with override_settings(DEMO=True):
        load_plan()
        call_command("load_demo", stdout=said)
    return said.getvalue()


@pytest.fixture(scope="session")
def rows_of_the_plan(django_db_setup, django_db_blocker):
    return _Kept(load_plan, django_db_blocker)


@pytest.fixture(scope="session")
def rows_of_the_demo(django_db_setup, django_db_blocker):
    return _Kept(load_demo, django_db_blocker)


@pytest.fixture
def plan(rows_of_the_plan, db) -> Programme:
    """The real Plan Samenleven, as `load_plan` loads it."""
    rows_of_the_plan.put_back()
    return Programme.objects.get()


@pytest.fixture
def demo(rows_of_the_demo, db) -> str:
    """The plan and the demo, as `load_demo` makes it; answers the accounts as it prints them."""
    return rows_of_the_demo.put_back()


class _Kept:
    """What a command wrote into an empty database, kept in memory, table by table."""

    def __init__(self, load: Callable[[], str], blocker):
        self.load = load
        with blocker.unblock(), transaction.atomic():
            present = self._tables_with_rows()
            self.said = load()
            self.rows = {
                table: self._copy_out(table)
                for table in self._tables_with_rows()
                if table not in present or table == "core_stamp"
            }
            self.may_skip_triggers = self._is_superuser()
            transaction.set_rollback(True)

    def put_back(self) -> str:
        """The rows as they were, their history too; where we may not skip the triggers, by loading again."""
        if not self.may_skip_triggers:
            return self.load()
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("DELETE FROM core_stamp")
            for table, rows in self.rows.items():
                with cursor.cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT BINARY)') as copy:
                    copy.write(rows)
            cursor.execute("SET session_replication_role = origin")
        return self.said

    def _copy_out(self, table):
        with connection.cursor() as cursor, cursor.cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as copy:
            return b"".join(copy)

    def _tables_with_rows(self):
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            cursor.execute(
                " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in tables)
            )
            return {row[0] for row in cursor.fetchall()}

    def _is_superuser(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
            return cursor.fetchone()[0]


@pytest.fixture
def browse(chromium, live_server):
    """Opens a page as somebody (None: nobody signed in); afterwards the console must have stayed empty, but for what the test expects."""
    said, contexts = [], []

    def opened(user, path, *, expected=(), width=1280, **options):
        view = {"viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
        context = chromium.new_context(base_url=live_server.url, **view, **options)
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        context.set_default_timeout(8000)
        page = context.new_page()
        if not options.get("bypass_csp"):  # axe itself asks for what the page already has, and complains
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path)
        return page

    opened.said = said
    yield opened
    for context in contexts:
        for page in context.pages:  # what is still being saved would meet the emptying of the database
            expect(page.locator(".htmx-request")).to_have_count(0)
        context.close()
    assert said == []


def pytest_terminal_summary(terminalreporter):
    """What the API answered to whatever was asked (tests/api/told.py)."""
    ended = [
        one for found in terminalreporter.stats.values() for one in found if getattr(one, "when", "") == "teardown"
    ]
    answered = [one for report in ended for name, one in report.user_properties if name == "answered"]
    if answered:
        whole, *each = told.summary(answered)
        terminalreporter.write_line(whole)
        for line in each if terminalreporter.verbosity > 0 else ():
            terminalreporter.write_line(line)
