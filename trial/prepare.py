"""Fill the database of a trial, watch what is saved, and tell who may do what.

A step of `make trial`, in a process of its own: python -m trial.prepare LOCAL_GOVERNMENTS
"""

import datetime as dt
import json
import logging
import re
import sys

import django
from django.utils import timezone

from benchmarks import data
from benchmarks.place import HOST
from trial.names import PASSWORD, ROUND

COLLEAGUES = 10  # of so many local governments one has a second person on its page
ACTIONS = 8  # eleven fields for each member
SIGN_IN = 3  # one in three signs in during the evening; the others did so earlier that day
# The first ten local governments stand aside: a partnership of three and seven alone, for the browser and the strangers.
ASIDE = 10
BROWSER = ("gegenereerd-browser", "gen-000006", "editor", "")
# Who tries what is not theirs: a name, the local government, the role there, the role at the ministry; and whose rows they may change.
STRANGERS = (
    ("gegenereerd-alleen", "gen-000004", "signatory", "", ["gen-000004"]),
    ("gegenereerd-trekker", "gen-000001", "editor", "", ["gen-000001", "gen-000002", "gen-000003"]),
    ("gegenereerd-lid", "gen-000002", "editor", "", ["gen-000002"]),
    ("gegenereerd-lezer", "gen-000005", "reader", "", []),
    ("gegenereerd-analist", "", "", "analyst", []),
    ("gegenereerd-dossier", "", "", "case_handler", []),
    ("gegenereerd-beheerder", "", "", "administrator", []),
)
# Addresses beside the corridor: what stands there is asked by long work, or only read.
ELSEWHERE = ("dashboard/", "momentopnames/")
# Every save as it happened, so that what was acknowledged can be found by its value and its revision; in this database only.
WATCH = """
CREATE TABLE trial_saved (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, registration_id bigint, indicator_id bigint,
    revision integer, count integer, saved_at timestamptz
);
CREATE FUNCTION trial_watch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO trial_saved (registration_id, indicator_id, revision, count, saved_at)
    VALUES (NEW.registration_id, NEW.indicator_id, NEW.revision, NEW.count, NEW.saved_at);
    RETURN NULL;
END $$;
CREATE TRIGGER trial_watch AFTER INSERT OR UPDATE ON kpi_draftvalue FOR EACH ROW EXECUTE FUNCTION trial_watch();
"""


def main(count):
    django.setup()
    with data.writing() as cursor:
        data.write_plan(cursor, count)
        data.write_round(cursor, ROUND, years_ago=0)
        data.write_participations(cursor, ROUND, count, actions=ACTIONS)
    _watch()
    everybody = _people()
    crowd = [person for person in everybody if person["code"] > f"gen-{ASIDE:06}"]
    crowd += _colleagues(crowd)
    _accounts(
        [(one["username"], one["code"], "editor", "") for one in crowd] + [BROWSER] + [one[:4] for one in STRANGERS]
    )
    _fill_in_before()
    for number, person in enumerate(crowd):
        person["session"] = _session(person["username"]) if number % SIGN_IN else ""
    fields = {person["code"]: list(person["fields"]) for person in everybody}
    strangers = [
        {"username": name, "code": code, "role": role or ministry, "owns": owns, "fields": fields.get(code, [])}
        for name, code, role, ministry, owns in STRANGERS
    ]
    answer = {
        "crowd": crowd,
        "browser": {"username": BROWSER[0], "code": BROWSER[1]},
        "strangers": strangers,
        "others": {code: fields[code][:2] for code in sorted(fields)[: 2 * ASIDE]},
        "routes": _routes(),
        "queries": _queries(crowd[-1]),
    }
    print(json.dumps(answer))


def _watch():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(WATCH)


def _people():
    """One person for each local government: whether it leads, is led or is alone, and the targets of its own fields."""
    from grants.models import Commitment
    from kpi.forms import field_name

    found = {}
    rows = Commitment.objects.select_related(
        "indicator", "participation__local_government", "participation__line__application__lead"
    ).order_by("participation__local_government__code", "participation__line__offer__action__number", "pk")
    for one in rows:
        body, application = one.participation.local_government, one.participation.line.application
        kind = "alone" if application.partnership_id is None else "lead" if application.lead == body else "member"
        person = found.setdefault(
            body.code,
            {"username": body.code.replace("gen-", "gegenereerd-"), "code": body.code, "kind": kind, "fields": {}},
        )
        person["fields"][field_name(one)] = one.target
    return list(found.values())


def _colleagues(crowd):
    """A second person on the page of some that apply alone."""
    shared = [person for person in crowd if person["kind"] == "alone"][:: COLLEAGUES * 7 // 10]
    return [person | {"username": f"{person['username']}-collega"} for person in shared]


def _accounts(wanted):
    """Names that say they are generated; one password, hashed once: signing in checks it in full."""
    from django.contrib.auth.hashers import make_password

    from municipalities.models import LocalGovernment, Membership
    from samenleven.accounts.models import User

    password = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(
            username=name,
            first_name="Gegenereerd",
            last_name=name,
            email=f"{name}@example.org",
            password=password,
            ministry_role=ministry,
        )
        for name, _code, _role, ministry in wanted
    )
    bodies = dict(LocalGovernment.objects.values_list("code", "pk"))
    Membership.objects.bulk_create(
        Membership(user=user, local_government_id=bodies[code], role=role)
        for user, (_name, code, role, _ministry) in zip(users, wanted, strict=True)
        if code
    )


def _fill_in_before():
    """What was saved on the days before: the last one to four actions are left for the evening."""
    from grants.models import Commitment, ReportingMoment
    from kpi.models import DraftValue, Registration

    moment, yesterday = ReportingMoment.objects.get(kind="final"), timezone.now() - dt.timedelta(days=1)
    registrations, drafts = {}, []
    for one in Commitment.objects.select_related("indicator", "participation__line__offer__action"):
        part = one.participation
        if part.line.offer.action.number < ACTIONS - part.local_government_id % 4:
            registration = registrations.setdefault(part.pk, Registration(moment=moment, participation=part))
            drafts.append(
                DraftValue(
                    registration=registration,
                    indicator=one.indicator,
                    count=one.target,
                    revision=1,
                    saved_at=yesterday,
                )
            )
    Registration.objects.bulk_create(registrations.values())
    DraftValue.objects.bulk_create(drafts)


def _session(username):
    """The cookie of somebody who is signed in."""
    from django.test import Client

    from samenleven.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["sessionid"].value


def _routes():
    """Every address of the registration corridor, also those that are new, and whether something can be posted there."""
    from django.test import Client

    from kpi.urls import urlpatterns

    client = Client(headers={"host": HOST})
    client.cookies["sessionid"] = _session(BROWSER[0])
    logging.disable(logging.WARNING)
    found = []
    for route in (str(one.pattern) for one in urlpatterns):
        if route.startswith(ELSEWHERE):
            continue
        nowhere = re.sub("<[^>]+>", "0", route)
        found.append({"route": route, "takes_posts": client.post(f"/{nowhere}", secure=True).status_code != 405})
    return found


def _queries(person):
    """How many queries a save of one field costs, beside the begin and the end of its transaction."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers={"host": HOST, "hx-request": "true"})
    client.cookies["sessionid"] = _session(person["username"])
    address = f"/registraties/{ROUND}/final/{person['code']}/bewaren/"
    name, target = list(person["fields"].items())[-1]
    costs = []
    for revision in range(2):  # a first save also makes the registration
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(address, {name: target + revision, f"{name}-versie": revision}, secure=True)
        if answer.status_code != 200:
            raise SystemExit(f"{address} gaf {answer.status_code}: {answer.content[:500]!r}")
        costs.append(len([one for one in asked if not re.match("BEGIN|COMMIT", one["sql"])]))
    return max(costs)


if __name__ == "__main__":
    main(int(sys.argv[1]))
