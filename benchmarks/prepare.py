"""Fill a database of a size, freeze its past rounds with the real job, and tell what can be asked of it.

A step of `make bench`, in a process of its own: python -m benchmarks.prepare TIMES {all|dashboard}
"""

import json
import sys
import time

import django

from benchmarks import counted, data, report

ROUNDS = {"1": 2, "2": 1, "3": 0}  # the round: how many years ago it was reported
LOCAL_GOVERNMENTS = 300
SNAPSHOTS = 20
HOST = "127.0.0.1"
AGGREGATES = "/api/v1/aggregates?snapshot=2-final-1&groupBy=action"
CHART = "/dashboard/doelstellingen/svg/?momentopname=2-final-1"
OPEN_DATA = "/api/v1/openData/aggregates.csv?snapshot=2-final-1"
BODY = "gen-000001"
FORM = f"/registraties/3/final/{BODY}/"
CSRF = "b" * 32
SAVED_AT_ONCE = 16  # the connections of the load generator; one field more is for the bare page


def main(times, what):
    django.setup()
    _write(times, what)
    people = _people()
    pages = _pages(people, what)
    for page in pages:
        page |= _looked_at(page)
    answer = {"pages": pages}
    if what == "all":
        answer |= {"fields": _fields(), "save": _saving(people["editor"])}
    print(json.dumps(answer))


def _write(times, what):
    from grants.models import ReportingMoment
    from kpi.services import snapshots

    count, began = LOCAL_GOVERNMENTS * times, time.monotonic()
    with data.writing() as cursor:
        data.write_plan(cursor, count)
        for code, years_ago in ROUNDS.items():
            data.write_round(cursor, code, years_ago)
            data.write_participations(cursor, code, count)
            counted.write_registrations(cursor, code)
    report.say(f"  {times} x: geschreven in {time.monotonic() - began:.0f} s")
    if what == "all":
        for moment in ReportingMoment.objects.select_related("round").filter(kind="final", round__code__in=["1", "2"]):
            began = time.monotonic()
            snapshot = snapshots.take_if_due(moment)
            report.say(f"  {times} x: {snapshot.code} genomen in {time.monotonic() - began:.1f} s")
        with data.writing() as cursor:
            counted.write_snapshots(cursor, "3", SNAPSHOTS * times)


def _people():
    """Cookies of an analyst, an administrator and an editor of a town that takes part in everything."""
    from django.test import Client

    from municipalities.models import LocalGovernment, Membership
    from samenleven.accounts.models import User

    cookies = {}
    for name, role in (("analyst", "analyst"), ("editor", "")):
        user = User.objects.create(username=f"gegenereerd-{name}", first_name="Gegenereerd", ministry_role=role)
        if not role:
            Membership.objects.create(
                user=user, local_government=LocalGovernment.objects.get(code=BODY), role="signatory"
            )
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        cookies[name] = client.cookies["sessionid"].value
    return cookies


def _pages(people, what):
    from kpi.models import Registration

    dashboard = {"name": "dashboard", "address": "/dashboard/", "who": people["analyst"]}
    if what == "dashboard":
        return [dashboard]
    busy = Registration.objects.filter(moment__round__code="2", participation__local_government__code=BODY).order_by(
        "pk"
    )
    detail = busy.values_list("pk", flat=True).first()
    return [
        dashboard,
        {"name": "dashboard, een actie", "address": "/dashboard/actie/7/", "who": people["analyst"]},
        {"name": "dashboard, doelstellingen", "address": "/dashboard/doelstellingen/", "who": people["analyst"]},
        {"name": "dashboard, evolutie", "address": "/dashboard/evolutie/?maat=bereikt", "who": people["analyst"]},
        {"name": "dashboard, kaart", "address": "/dashboard/kaart/", "who": people["analyst"]},
        {"name": "dashboard, regio's", "address": "/dashboard/regios/", "who": people["analyst"]},
        {"name": "dashboard, kosten", "address": "/dashboard/kosten/", "who": people["analyst"]},
        {"name": "grafiek 200", "address": CHART, "who": people["analyst"]},
        {"name": "grafiek 304", "address": CHART, "who": people["analyst"], "status": 304},
        {"name": "bewaarde weergaven", "address": "/weergaven/", "who": people["analyst"]},
        {"name": "deelnemers", "address": "/plan/deelnemers/", "who": ""},
        {"name": "deelnemers, gefilterd", "address": "/plan/deelnemers/?ronde=2&actie=7", "who": ""},
        {"name": "rondes", "address": "/rondes/", "who": ""},
        {"name": "momentopnames", "address": "/momentopnames/", "who": people["analyst"]},
        {"name": "registraties van een bestuur", "address": "/registraties/", "who": people["editor"]},
        {"name": "opvolging", "address": "/opvolging/?moment=3-final", "who": people["analyst"]},
        {"name": "opvolging van een aanvrager", "address": f"/opvolging/3/final/{BODY}/", "who": people["analyst"]},
        {"name": "planlast", "address": "/planlast/?ronde=3", "who": people["analyst"]},
        {"name": "vragen", "address": "/vragen/", "who": people["analyst"]},
        {"name": "herinneringen", "address": "/herinneringen/", "who": people["analyst"]},
        {"name": "registratieformulier", "address": FORM, "who": people["editor"]},
        {"name": "een registratie", "address": f"/registraties/{detail}/", "who": people["editor"]},
        {"name": "resultaten", "address": "/resultaten/", "who": ""},
        {"name": "resultaten van een ronde", "address": "/resultaten/2/", "who": ""},
        {"name": "resultaten van een actie", "address": "/resultaten/acties/7/", "who": ""},
        {"name": "open data, 304", "address": OPEN_DATA, "who": "", "status": 304},
        {"name": "API 200", "address": AGGREGATES, "who": ""},
        {"name": "API 304", "address": AGGREGATES, "who": "", "status": 304},
    ]


def _looked_at(page):
    """The queries of a page while the figures rest and when they just changed, how long that first look takes, its size."""
    from samenleven.core.models import Stamp

    _get(page)  # the first time of a process also loads templates
    at_rest, _seconds, response = _counted(page)
    Stamp.objects.filter(name="figures").update(counter=Stamp.of("figures") + 1)
    after_a_change, seconds, response = _counted(page)
    if response.status_code != 200:
        raise SystemExit(f"{page['address']} gaf {response.status_code}: {response.content[:500]}")
    return {
        "queries_at_rest": at_rest,
        "queries": after_a_change,
        "first_look": seconds,
        "bytes": len(response.getvalue()),
        "etag": response.get("ETag", ""),
    }


def _counted(page):
    from django.db import connection

    counter = _Counter()
    with connection.execute_wrapper(counter):
        began = time.perf_counter()
        response = _get(page)
        return counter.number, time.perf_counter() - began, response


def _get(page):
    from django.test import Client

    client = Client(headers={"host": HOST})
    if page["who"]:
        client.cookies["sessionid"] = page["who"]
    return client.get(page["address"], secure=True)


class _Counter:
    number = 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        return execute(sql, params, many, context)


def _fields():
    """Names and revisions of fields of the form, each of another action: as many people save at once."""
    from grants.models import Commitment
    from kpi.forms import field_name
    from kpi.models import DraftValue

    commitments = (
        Commitment.objects.filter(
            participation__local_government__code=BODY, indicator__offer__round__code="3", indicator__position=1
        )
        .select_related("indicator", "participation")
        .order_by("pk")[: SAVED_AT_ONCE + 1]
    )
    return [
        {"name": field_name(one), "revision": draft.revision, "count": draft.count}
        for one in commitments
        for draft in DraftValue.objects.filter(
            registration__participation=one.participation_id, indicator=one.indicator_id
        )
    ]


def _saving(who):
    return {"address": f"{FORM}bewaren/", "who": who, "csrf": CSRF}


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
