"""docker-compose.yml and the Dockerfile, read: no engine runs here."""

import re

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


def test_the_image_holds_every_folder_of_the_site():
    copied = set(re.findall(r"^COPY (\S+) \./", DOCKERFILE, re.MULTILINE))
    ignored = set((PROJECT / ".dockerignore").read_text().split())
    assert {"samenleven", "municipalities", "grants", "kpi", "templates", "static", "data"} <= copied
    assert not copied & ignored
    assert {".git", ".venv", ".state", ".env"} <= ignored
