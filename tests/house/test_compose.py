"""docker-compose.yml and the Dockerfile, read: no engine runs here."""

import re
import tomllib
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

import pytest
import yaml

from samenleven.tryout import environment
from samenleven.tryout.state import PROJECT

COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
PORTAL = [name for name, service in SERVICES.items() if service["image"] == "samenleven"]


def test_it_names_the_parts_of_a_real_site():
    assert set(SERVICES) == {"postgres", "valkey", "migrate", "web", "worker", "beat"}
    assert SERVICES["postgres"]["image"] == "postgres:18"
    assert SERVICES["valkey"]["image"] == "valkey/valkey:9"
    assert set(PORTAL) == {"migrate", "web", "worker", "beat"}


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "migrate"])
def test_every_part_that_stays_has_a_health_check(name):
    check = SERVICES[name]["healthcheck"]
    assert check["test"][0] == "CMD"
    assert {"interval", "timeout", "retries"} <= check.keys()


def test_only_one_clock_knocks():
    clocks = [name for name, service in SERVICES.items() if {"beat", "--beat", "-B"} & set(service.get("command", []))]
    assert clocks == ["beat"]
    assert "deploy" not in SERVICES["beat"]
    assert "scale" not in SERVICES["beat"]


def test_the_site_opens_after_the_migrations():
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    assert SERVICES["migrate"]["depends_on"]["postgres"] == {"condition": "service_healthy"}
    assert SERVICES["migrate"]["restart"] == "no"


@pytest.mark.parametrize("name", list(SERVICES))
def test_no_secret_stands_in_the_file(name):
    for variable, value in SERVICES[name].get("environment", {}).items():
        if re.search(r"SECRET|PASSWORD|KEY", variable):
            assert re.fullmatch(r"\$\{[A-Z_]+(:[-?][^}]*)?\}", value), variable
    assert not re.search(r"://[^$/@]+:[^$@]+@", str(SERVICES[name]))


def test_only_the_web_server_is_reachable_and_only_from_this_machine():
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"web"}
    assert SERVICES["web"]["ports"] == ["127.0.0.1:8000:8000"]


def test_it_gives_what_the_settings_ask_for():
    asked = set()
    for name in ("base", "production"):
        text = (PROJECT / "samenleven" / "settings" / f"{name}.py").read_text()
        asked |= set(re.findall(r"env\.\w+\(\"([A-Z_]+)\"\)", text))
    assert {"SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"} <= asked
    for name in PORTAL:
        assert asked <= SERVICES[name]["environment"].keys()


def test_the_image_runs_as_an_ordinary_user_and_holds_no_test_tools():
    lines = DOCKERFILE.splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users == ["samenleven"]
    assert lines.index("USER samenleven") < next(n for n, line in enumerate(lines) if line.startswith("CMD"))
    line = re.search(r"sed '/\^(.*?)/,\$d'", DOCKERFILE)[1]
    assert environment.BELOW.startswith(line)
    assert "--require-hashes" in DOCKERFILE


def needed():
    """Every package of the site, and every file or folder of the project that one of them names."""
    packages = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    code = "\n".join(path.read_text() for package in packages for path in (PROJECT / package).rglob("*.py"))
    named = {
        "/".join(re.findall(r'"([^"]+)"', path))
        for path in re.findall(r'\b(?:BASE_DIR|PROJECT)((?: / "[^"]+")+)', code)
    }
    # What begins with a point is made on the spot: the state, the environment.
    return {"manage.py", *packages, *(path for path in named if not path.startswith("."))}


def is_copied(path):
    """Whether a line of the Dockerfile takes this file or folder, to the same place."""
    taken = {}
    for sources, to in re.findall(r"^COPY (.+) (\./\S*)$", DOCKERFILE, re.MULTILINE):
        for source in sources.split():
            is_file = (PROJECT / source).is_file()
            taken[source] = PurePosixPath(to) / PurePosixPath(source).name if is_file else PurePosixPath(to)
    of = [source for source in taken if PurePosixPath(path).is_relative_to(source)]
    return any(taken[source] == PurePosixPath(source) for source in of)


def is_ignored(path):
    """What the last line of .dockerignore says that fits the path or a folder above it."""
    said = False
    for line in (PROJECT / ".dockerignore").read_text().split():
        pattern = line.removeprefix("!")
        if any(fnmatchcase(str(one), pattern) for one in (PurePosixPath(path), *PurePosixPath(path).parents)):
            said = not line.startswith("!")
    return said


def test_the_image_holds_everything_that_the_site_opens():
    assert {"kpi", "templates", "static", "data/plan_samenleven", "docs/openapi.yaml"} <= needed()
    for path in needed():
        assert (PROJECT / path).exists(), path
        assert is_copied(path), path
        assert not is_ignored(path), path


@pytest.mark.parametrize("path", [".git", ".venv", ".state", ".env", "tests", "docs/adr"])
def test_the_image_holds_nothing_else(path):
    assert is_ignored(path)
