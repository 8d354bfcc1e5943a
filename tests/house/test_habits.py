"""The habits of the house: floors, migrations, the clock, templates."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.template.loader import get_template

from samenleven.celery import app as celery

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
FILES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt"))
NAMES = [str(path.relative_to(TEMPLATES)) for path in FILES]
CODE = "\n".join(
    path.read_text() for app in ("samenleven", "municipalities", "grants", "kpi") for path in (ROOT / app).rglob("*.py")
)
TEXT = {name: path.read_text() for name, path in zip(NAMES, FILES, strict=True)}
# Django looks these up by their name.
DJANGO_ASKS_FOR = re.compile(r"(40[034]|403_csrf|500)\.html|admin/.+|auth/.+|django/.+|registration/login\.html")


def test_every_name_imports_only_from_its_left():
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


class TestTheClock:
    def test_it_knocks_at_doors_that_exist(self):
        celery.loader.import_default_modules()
        assert {knock["task"] for knock in celery.conf.beat_schedule.values()} <= set(celery.tasks)

    def test_every_task_of_ours_says_what_it_does(self):
        celery.loader.import_default_modules()
        ours = [task for name, task in celery.tasks.items() if not name.startswith("celery.")]
        assert ours
        assert [task.name for task in ours if not (task.__doc__ or "").strip()] == []

    def test_every_task_can_be_sent_with_ids_alone(self):
        """A task takes numbers, never a thing: what it works on is read when it runs."""
        celery.loader.import_default_modules()
        for name, task in celery.tasks.items():
            if not name.startswith("celery."):
                arguments = task.run.__code__.co_varnames[: task.run.__code__.co_argcount]
                assert all(argument.endswith("_id") for argument in arguments), name


class TestTemplates:
    @pytest.mark.parametrize("name", NAMES)
    def test_it_compiles(self, name):
        get_template(name)

    @pytest.mark.parametrize("name", [name for name in NAMES if not DJANGO_ASKS_FOR.fullmatch(name)])
    def test_it_is_used(self, name):
        page = re.sub(r"/_([^/]+)$", r"/\1", name)  # render_page gives htmx the fragment of a page
        used_by_code = f'"{name}"' in CODE or f'"{page}"' in CODE or is_built_from_a_name(name)
        used_by_template = any(f'"{name}"' in text for other, text in TEXT.items() if other != name)
        assert used_by_code or used_by_template

    @pytest.mark.parametrize("name", [name for name in NAMES if name.endswith(".html")])
    def test_nothing_of_it_is_stopped_by_the_policy(self, name):
        """No script, style or handler in the page itself: the Content-Security-Policy forbids them."""
        text = TEXT[name]
        assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
        if not name.startswith("mail/"):
            assert re.findall(r"<style|\sstyle=", text) == []
        assert re.findall(r"\son[a-z]+=|javascript:|hx-on", text) == []

    @pytest.mark.parametrize("name", NAMES)
    def test_it_trusts_no_text(self, name):
        if name.endswith(".html"):
            assert re.findall(r"\|\s*safe\b|autoescape off|safeseq", TEXT[name]) == []

    @pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("components/")])
    def test_a_small_part_says_on_top_which_words_it_wants(self, name):
        assert re.match(r"\{#|\{% comment %\}", TEXT[name])


def is_built_from_a_name(name):
    """Pages that a view finds by name, and the parts of a mail."""
    folder, _slash, rest = name.rpartition("/")
    if folder == "pages":
        return f'"name": "{Path(rest).stem}"' in CODE
    if folder == "mail":
        return f'template="{re.sub(r"(_subject)?[.](html|txt)$", "", rest)}"' in CODE or rest.startswith("_")
    return False
