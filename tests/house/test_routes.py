"""Every address has a rule, and keeps it for everybody: pages, forms, files, the administration, the API (R40)."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from oauth2_provider.models import AccessToken

from grants.models import Incentive, IncentiveRequest, ReportingMoment
from grants.services import allocation, applications
from grants.states import IncentiveKind
from kpi.models import Registration, SnapshotRun
from kpi.services import breakdowns, messages, registrations, saved_views
from kpi.services.snapshots import take_if_due
from municipalities.models import LocalGovernment, Role
from tests import make
from tests.api.software import software
from tests.grants.applying import call, fill_in, submit
from tests.house.routes import ADMIN, API_CLIENTS, ROLES, ROUTES
from tests.kpi.corridor import CHANGES, OPEN, corridor


def every_route(patterns=None, namespaces=(), prefix=""):
    """All routes of the portal: name and path."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield ":".join([*namespaces, pattern.name or ""]), path
        else:
            inside = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from every_route(pattern.url_patterns, inside, path)


NAMES = {name for name, _path in every_route() if not name.startswith("admin:")}
ADMIN_PATHS = sorted({path for name, path in every_route() if name.startswith("admin:")})


@pytest.fixture
def world(db, time_machine):
    """A local government that registered, a snapshot of an earlier round, and somebody in each role."""
    time_machine.move_to(OPEN)
    here = corridor(round_code="1")
    here.save(105)
    here.act(registrations.submit)
    uploads = {
        name: make.upload(moment=here.moment, local_government=here.local_government, by=here.editor, refusal=refusal)
        for name, refusal in (("upload", ""), ("refused", "Dit is geen werkboek."))
    }
    make.split(here.first.indicator, make.dimension())
    neighbour = make.local_government(name="Buurdorp")
    people = {
        "anonymous": None,
        "reader": make.editor(here.local_government, role=Role.READER),
        "editor": here.editor,
        "other": make.editor(neighbour),
        **{role: make.user(ministry_role=role) for role in ROLES[4:]},
    }
    moment = ReportingMoment.objects.get()
    question = make.question(by=people["case_handler"])
    fill_the_lists(here, moment)
    args = {
        "question": question.pk,
        "part": question.parts.first().pk,
        "goal": 1,
        "file": "aggregates",
        "action": 101,
        "round": "1",
        "kind": "final",
        "code": here.local_government.code,
        "elsewhere": neighbour.code,
        "moment": moment.code,
        "registration": Registration.objects.get().pk,
        "registration_name": f"1-final-{here.local_government.code}",
        "snapshot": breakdowns.publish(take_if_due(make.moment(make.round("0")))).snapshot.code,
        "extension": registrations.give_more_time(
            moment=moment,
            application=here.first.participation.line.application,
            until=CHANGES,
            reason="Ziekte.",
            by=people["case_handler"],
        ).pk,
        "reminder": "7-dagen-ervoor",
        "board": "kosten",
        "view": saved_views.save(name="Kosten", path="/dashboard/kosten/", is_shared=True, by=people["analyst"]).pk,
        "awarded": here.first.participation.line.application_id,
        **a_division(here.local_government, people["case_handler"]),
        "notice": here.editor.notices.earliest("pk").pk,
        **{name: upload.pk for name, upload in uploads.items()},
        "participation": here.first.participation_id,
        "kpi": here.first.indicator.code,
        **an_application(here),
        "run": SnapshotRun.objects.create(moment=moment, requested_by=people["administrator"]).pk,
    }
    return people, args


def an_application(here):
    """One that was submitted and taken back, and that asks a third local government to take part."""
    offered = call("9", opens_at=OPEN - dt.timedelta(days=1), closes_at=OPEN + dt.timedelta(days=9))
    made = applications.start(project_round=offered.round, lead=here.local_government, by=here.editor)
    fill_in(made, here.editor)
    submit(made, here.editor)
    applications.take_back(application=made, by=here.editor)
    asked = applications.invite(application=made, local_government=make.local_government(), by=here.editor)
    return {"application": made.pk, "version": 1, "asked": asked.pk}


def a_division(lead, by):
    """A scenario of a round that closed, with a line and an incentive."""
    project_round = make.round("0-b", number=90, budget=1000)
    offer = make.offer(project_round)
    asked = make.request(project_round, lead, lines=[(offer, {offer.indicators.get(): 2})])
    Incentive.objects.create(round=project_round, kind=IncentiveKind.COOPERATION, amount=100)
    IncentiveRequest.objects.create(application=asked, kind=IncentiveKind.COOPERATION)
    run = allocation.propose(project_round=project_round, rule="tiers", budget=Decimal(1000), name="Eerste", by=by)
    return {
        "divided_round": project_round.code,
        "allocation": run.pk,
        "allocation_line": run.lines.get().pk,
        "allocation_incentive": run.incentives.get().pk,
    }


def fill_the_lists(here, moment):
    """A question, a reminder that was sent, and somebody who still gets one: a list without rows offers no file."""
    late = make.line(make.application(moment.round, make.local_government()), here.first.participation.line.offer)
    make.commitment(make.participation(late))
    messages.write(
        moment=moment,
        application=here.first.participation.line.application,
        text="Wat telt mee?",
        by=here.editor,
        local_government=here.local_government,
    )
    make.reminder(of_moment=moment)


class Visitor:
    """Somebody at a browser; whatever a request did is undone before the next."""

    def __init__(self, person):
        self.client = Client()
        if person is not None:
            self.client.force_login(person)
        self.cookies = self.client.cookies.copy()

    def ask(self, method, address, headers=None):
        """The status of one request."""
        self.client.cookies = self.cookies.copy()
        with transaction.atomic():
            response = getattr(self.client, method.lower())(address, headers=headers)
            if response.streaming:
                b"".join(response)
            transaction.set_rollback(True)
        return response.status_code


def test_every_route_stands_in_the_table():
    assert set(ROUTES) == NAMES, "a route without a rule, or a rule without a route: see tests/house/routes.py"
    assert "" not in NAMES


@pytest.mark.parametrize("role", ROLES)
def test_every_route_keeps_its_rule(world, role):
    people, args = world
    visitor, wrong = Visitor(people[role]), []
    for name, route in ROUTES.items():
        address = reverse(name, args=[args[arg] for arg in route.args])
        status, expected = visitor.ask(route.method, address), route.statuses()[role]
        if status != expected:
            wrong.append(f"{name} ({route.method} {address}): {status}, not {expected}")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_the_administration_keeps_its_rule(world, role):
    people, _args = world
    visitor, wrong = Visitor(people[role]), []
    for path in ADMIN_PATHS:
        address = "/" + re.sub(
            r"<[^>]+>", "1", re.sub(r"\^|\$|\(\?P<app_label>[^)]*\)", "grants", path.replace("$", ""))
        )
        address = address.replace("(?P1.*)", "nergens")
        status = visitor.ask("GET", address)
        if status not in ADMIN[role]:
            wrong.append(f"{address}: {status}")
    assert wrong == []


FILES = sorted(name for name in ROUTES if name.endswith("-excel"))


@pytest.mark.parametrize("name", FILES)
def test_every_excel_file_stands_on_its_page(world, name):
    """`kpi:dashboard-excel` is what `kpi:dashboard` shows, and that page leads to it."""
    people, args = world
    client = Client()
    # The list of a local government is its own, for the ministry has the grid; so are somebody's messages.
    own = {"kpi:registration-list-excel", "grants:application-list-excel", "notices:list-excel"}
    client.force_login(people["editor" if name in own else "administrator"])
    route = ROUTES[name]
    page = reverse(name.removesuffix("-excel"), args=[args[arg] for arg in route.args])
    address = reverse(name, args=[args[arg] for arg in route.args])
    assert f'href="{address}"' in client.get(page).content.decode()


@pytest.mark.parametrize("kind", API_CLIENTS)
def test_every_address_of_the_api_keeps_its_rule_for_software(world, kind):
    """With a token of its own, and the cookie of an administrator beside it that says nothing."""
    people, args = world
    body = LocalGovernment.objects.get(code=args["code"] if kind != "writes_elsewhere" else args["elsewhere"])
    program = software(body, scopes=["registrations:read" if kind == "reads" else "registrations:write"])
    if kind == "no_scope":
        AccessToken.objects.update(scope="iets:anders")
    visitor, wrong = Visitor(people["administrator"]), []
    for name, route in ROUTES.items():
        if name.startswith("api:"):
            address = reverse(name, args=[args[arg] for arg in route.args])
            status = visitor.ask(route.method, address, headers={"Authorization": f"Bearer {program.token}"})
            expected = route.statuses_of_clients()[kind]
            if status != expected:
                wrong.append(f"{name} ({route.method} {address}): {status}, not {expected}")
    assert wrong == []


def test_a_document_of_the_api_is_read_by_who_speaks_for_it(world):
    _people, args = world
    address = reverse("api:registration", args=[args["registration_name"]])
    statuses = {}
    for code in (args["code"], args["elsewhere"]):
        program = software(LocalGovernment.objects.get(code=code), scopes=["registrations:read"])
        statuses[code] = Visitor(None).ask("GET", address, headers={"Authorization": f"Bearer {program.token}"})
    assert statuses == {args["code"]: 200, args["elsewhere"]: 404}


def test_the_api_takes_nothing_in_without_a_token(world):
    """Whoever is signed in: no method changes anything."""
    people, args = world
    visitor = Visitor(people["administrator"])
    for name, route in ROUTES.items():
        if name.startswith("api:") and name != "api:token":
            address = reverse(name, args=[args[arg] for arg in route.args])
            for method in ("post", "put", "patch", "delete"):
                assert visitor.ask(method, address) in (401, 405), (method, address)


FOREIGN = [name for name, route in ROUTES.items() if route.statuses()["other"] == 404]


@pytest.mark.parametrize("name", FOREIGN)
def test_what_is_of_another_answers_as_if_it_were_not_there(world, name):
    """By page, form and file: the same answer as for an address that never existed (done means 6)."""
    people, args = world
    route = ROUTES[name]
    foreign = reverse(name, args=[args[arg] for arg in route.args])
    nowhere = reverse(
        name,
        args=[
            987654 if arg in ("registration", "application", "awarded", "code", "notice") else args[arg]
            for arg in route.args
        ],
    )
    client = Client()
    client.force_login(people["other"])
    answers = [getattr(client, route.method.lower())(address) for address in (foreign, nowhere)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert same(answers[0]) == same(answers[1])


def same(response):
    """The page without what differs each time: the token of the form."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", response.content.decode())


def test_what_is_foreign_covers_every_page_of_a_registration_and_of_an_application():
    lists = {"kpi:registration-list", "kpi:registration-list-excel"}  # everybody has one, of their own
    lists |= {f"grants:application-{name}" for name in ("list", "list-excel", "start", "overview", "overview-excel")}
    pages = {name for name in NAMES if name.startswith(("kpi:registration", "grants:application"))} - lists
    assert set(FOREIGN) == pages | {"notices:notice", "grants:award", "grants:award-letter"}
