"""The checks of `make check` that need Django: migrations, `check --deploy`, templates.

python -m tests.checks      on a throw-away PostgreSQL; every fault is told, the exit code says whether there were any
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from samenleven.tryout.lease import GIVEN_BY, take_lease
from samenleven.tryout.state import PROJECT, State

# What a real site gives; nothing is reached, the check only reads.
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "samenleven.settings.production",
    "SECRET_KEY": "a-key-of-the-check-" * 4,
    "ALLOWED_HOSTS": "samenleven.example.org",
    "DATABASE_URL": "postgresql://samenleven@database/samenleven",
    "REDIS_URL": "redis://broker/0",
}
# A uniqueness over a column that is new in the same release: an older version of the site leaves it empty.
UNIQUE_IN_WHAT_IS_NEW = ["0005_each_priority_once"]
OUR_APPS = ["core", "accounts", "audit", "notices", "municipalities", "grants", "kpi"]


def migrations_agree_with_models():
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def migrations_stop_no_running_site():
    from django_migration_linter import MigrationLinter

    # The first migrations make their tables: no older version of the site can be using those.
    linter = MigrationLinter(
        str(PROJECT),
        include_apps=OUR_APPS,
        ignore_name=UNIQUE_IN_WHAT_IS_NEW,
        ignore_name_contains="initial",
        no_cache=True,
        quiet=["ok", "ignore"],
    )
    linter.lint_all_migrations()
    if linter.has_errors:
        raise SystemExit("An older version of the site would break while this migration runs.")


def production_is_safe():
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(
        command, cwd=PROJECT, env=os.environ | PRODUCTION, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)


def templates_compile():
    from django.template import TemplateSyntaxError
    from django.template.loader import get_template

    folder, faults = PROJECT / "templates", []
    for path in sorted(path for path in folder.rglob("*") if path.suffix in (".html", ".txt")):
        try:
            get_template(str(path.relative_to(folder)))
        except TemplateSyntaxError as error:
            faults.append(f"{path.relative_to(PROJECT)}: {error}")
    if faults:
        raise SystemExit("\n".join(faults))


def templates_have_one_style():
    files = sorted(str(path) for path in (PROJECT / "templates").rglob("*.html"))
    djade = Path(sys.executable).with_name("djade")
    done = subprocess.run(
        [djade, "--check", "--target-version", "5.2", *files], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)


CHECKS = [
    migrations_agree_with_models,
    migrations_stop_no_running_site,
    production_is_safe,
    templates_compile,
    templates_have_one_style,
]


def main():
    state = State(tempfile.mkdtemp(prefix="samenleven-check-"))
    os.environ["STATE"] = str(state.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "samenleven.settings.test"
    os.environ["LOG_LEVEL"] = "WARNING"
    if wanted := {name for name, variable in GIVEN_BY.items() if not os.environ.get(variable)}:
        take_lease(state.prepare(), wanted, "--not-durable", "--throw-away")

    import django  # after the servers: its settings ask for them

    django.setup()
    faults = 0
    for check in CHECKS:
        name = check.__name__.replace("_", " ")
        try:
            check()
        except (SystemExit, Exception) as fault:
            if isinstance(fault, SystemExit) and not fault.code:
                continue
            faults += 1
            print(f"Failed: {name}\n{fault}", flush=True)
        else:
            print(f"Kept: {name}", flush=True)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
