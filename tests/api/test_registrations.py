"""A local government's own software registers: by the same services, rules and sentences as form and workbook."""

import json

import pghistory.models
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kpi.models import DraftValue, Limit, RegistrationVersion
from kpi.services import registrations
from kpi.services.registrations import Answer
from kpi.states import Comparison
from municipalities.models import LocalGovernment
from samenleven.audit.models import Event
from samenleven.notices.models import Notice
from tests import make
from tests.api.software import problem, software
from tests.kpi.corridor import BEFORE, CORRECTABLE, LATE, OPEN, OVER, corridor, neighbour, partnership

pytestmark = pytest.mark.django_db
READ = "registrations:read"


@pytest.fixture
def here(time_machine):
    """Somebody with four actions, in October."""
    time_machine.move_to(OPEN)
    return corridor(actions=4)


@pytest.fixture
def program(here):
    return software(here.local_government, name="Registra")


@pytest.fixture
def name(here):
    return name_of(here)


def name_of(page):
    return f"{page.moment.round.code}-{page.moment.kind}-{page.local_government.code}"


def place(commitment):
    return {"participation": commitment.participation_id, "indicator": commitment.indicator.code}


def counts(page, *numbers):
    return [place(one) | {"count": number} for one, number in zip(page.commitments, numbers, strict=False)]


def issues(answer, status):
    """What is wrong: (kind, place in what was sent, KPI)."""
    body = problem(answer, status)
    assert all(issue["detail"].endswith(".") for issue in body["issues"])
    return [
        (issue["type"].rsplit(":", 1)[1], issue.get("name"), issue.get("indicator", issue.get("line")))
        for issue in body["issues"]
    ]


class TestReading:
    def test_a_client_sees_what_its_local_governments_must_do_and_nothing_else(self, here, program, name):
        neighbour(here)
        said, _etag = program.read("registrations")
        assert [item["id"] for item in said["items"]] == [name]
        assert said["items"][0] == {
            "href": f"http://testserver/api/v1/registrations/{name}",
            "id": name,
            "projectRound": 5,
            "reportingMoment": "final",
            "localGovernment": here.local_government.code,
            "localGovernmentName": "Sint-Niklaas",
            "opensAt": "2026-09-01T00:00:00+02:00",
            "deadline": "2026-10-15T23:59:59+02:00",
            "status": "draft",
            "fieldsExpected": 4,
            "fieldsFilled": 0,
        }

    def test_who_speaks_for_nobody_sees_nothing(self, here):
        assert software().read("registrations")[0]["items"] == []

    @pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
    def test_what_is_of_another_does_not_exist(self, here, program, method):
        other = neighbour(here)
        said = []
        for target in (name_of(other), "5-final-99999", "9-final-1", "5-never-1", "nothing", "5-interim-1"):
            address = f"registrations/{target}" + ("/submit" if method == "POST" else "")
            answer = program.ask(method, address, {"counts": []}, If_Match='"x"')
            body = problem(answer, 404)
            said.append(body["detail"].replace(target, "X"))
        assert set(said) == {"Registratie X bestaat niet."}

    def test_a_part_says_its_status_its_version_its_lock_and_what_stands_in_it(self, here, program, name):
        here.save(5, Answer(not_applicable=True), 7, 8)
        here.act(registrations.submit)
        said, _etag = program.read(f"registrations/{name}")
        part = said["parts"][0]
        assert (said["status"], part["status"], part["version"]) == ("submitted", "submitted", 1)
        assert part["sentAt"] == said["sentAt"] == "2026-10-01T12:00:00+02:00"
        sheet = here.sheet()
        assert part["lock"] == {
            "code": "submitted",
            "why": sheet.parts[0].lock.why,
            "since": "2026-10-01T12:00:00+02:00",
            "opens": sheet.parts[0].lock.opens,
        }
        first, second = (part["counts"][0] for part in said["parts"][:2])
        assert (first["count"], first["sent"]) == (5, {"count": 5})
        assert (second["notApplicable"], second["sent"]) == (True, {"notApplicable": True})
        assert "count" not in second

    def test_a_blank_is_no_zero(self, here, program, name):
        here.save(0)
        first, second = (part["counts"][0] for part in program.read(f"registrations/{name}")[0]["parts"][:2])
        assert first["count"] == 0
        assert "count" not in second

    def test_how_counts_are_split_is_told_to_no_program(self, here, program, name):
        make.split(here.first.indicator, make.dimension(name="Nationaliteit"))
        assert "ationaliteit" not in json.dumps(program.read(f"registrations/{name}")[0])

    def test_who_has_this_version_gets_304_and_no_shared_cache_keeps_it(self, here, program, name):
        for address in ("registrations", f"registrations/{name}"):
            first = program.ask("GET", address)
            assert (first["Cache-Control"], first["Vary"]) == ("private, no-cache", "Authorization")
            again = program.ask("GET", address, If_None_Match=first["ETag"])
            assert (again.status_code, again.content) == (304, b"")
        here.save(5)
        assert program.ask("GET", f"registrations/{name}", If_None_Match=first["ETag"]).status_code == 200

    def test_the_list_can_be_narrowed_and_an_unknown_parameter_is_refused(self, here, program, name):
        code = here.local_government.code
        assert program.read(f"registrations?projectRound=5&reportingMoment=final&localGovernment={code}")[0]["total"]
        assert program.read("registrations?reportingMoment=interim")[0]["total"] == 0
        assert issues(program.ask("GET", "registrations?kleur=rood"), 400) == [("unknownInput", "kleur", None)]
        for method, address in (("GET", name), ("PUT", name), ("POST", f"{name}/submit")):
            answer = program.ask(method, f"registrations/{address}?kleur=rood", {})
            assert issues(answer, 400) == [("unknownInput", "kleur", None)]

    def test_many_cost_as_many_queries_as_one(self, here, program):
        with CaptureQueriesContext(connection) as first:
            program.read("registrations")
        for number in range(5):
            other = neighbour(here, f"Dorp {number}")
            make.Membership.objects.create(user=program.client.account, local_government=other.local_government)
        with CaptureQueriesContext(connection) as second:
            assert program.read("registrations")[0]["total"] == 6
        assert len(second) == len(first) <= 10

    def test_rows_that_come_between_two_pages_shift_nothing(self, here, program):
        def joins(code):
            body = make.local_government(code, name=f"Dorp {code}")
            line = make.line(make.application(here.moment.round, body), here.first.participation.line.offer)
            make.commitment(make.participation(line), here.first.indicator)
            make.Membership.objects.create(user=program.client.account, local_government=body)

        for code in ("20", "40", "60"):
            joins(code)
        seen, address = [], "registrations?pageSize=2"
        page, _etag = program.read(address)
        seen += [item["localGovernment"] for item in page["items"]]
        joins("10")
        joins("50")
        while "next" in page:
            page, _etag = program.read(page["next"].removeprefix("http://testserver/api/v1/"))
            seen += [item["localGovernment"] for item in page["items"]]
        assert seen == ["20", "40", "50", "60", here.local_government.code]


class TestFillingIn:
    def test_counts_are_saved_by_the_services_of_the_form(self, here, program, name):
        sent = [*counts(here, 5, 0), place(here.commitments[2]) | {"notApplicable": True}]
        answer = program.fill(name, sent)
        assert answer.status_code == 200
        assert [str(one.answer) for one in here.sheet().fields] == ["5", "0", "niet van toepassing", "niets"]
        assert {draft.saved_by for draft in DraftValue.objects.all()} == {program.client.account}
        assert answer["ETag"] == program.read(f"registrations/{name}")[1]
        assert json.loads(answer.content)["fieldsFilled"] == 3

    def test_what_is_not_named_stays_and_what_is_named_empty_is_emptied(self, here, program, name):
        here.save(1, 2, 3, 4)
        assert program.fill(name, [place(here.first)]).status_code == 200
        assert [str(one.answer) for one in here.sheet().fields] == ["niets", "2", "3", "4"]

    def test_who_does_not_say_what_was_read_changes_nothing(self, here, program, name):
        for headers in ({}, {"If_Match": "*"}, {"If_Match": "x"}):
            answer = program.ask("PUT", f"registrations/{name}", {"counts": counts(here, 5)}, **headers)
            assert problem(answer, 428)["type"] == "urn:problem-type:samenleven:preconditionRequired"
        assert not DraftValue.objects.exists()

    def test_what_a_colleague_typed_meanwhile_is_not_overwritten_and_both_values_are_told(self, here, program, name):
        _said, etag = program.read(f"registrations/{name}")
        here.save(5)
        answer = program.fill(name, counts(here, 6, 7), etag=etag)
        assert issues(answer, 412) == [("changedMeanwhile", "counts[0]", here.first.indicator.code)]
        said = problem(answer, 412)["issues"][0]["detail"]
        assert "An Peeters" in said
        assert "Nu bewaard: 5. U vulde in: 6." in said
        assert [str(one.answer) for one in here.sheet().fields][:2] == ["5", "niets"]

    @pytest.mark.parametrize("etag", ['W/"{}"', '"{}"'])
    def test_only_the_same_version_strongly_is_the_same(self, here, program, name, etag):
        _said, current = program.read(f"registrations/{name}")
        stale = etag.format(current.strip('"') if etag.startswith("W") else "0" * 32)
        assert problem(program.fill(name, counts(here, 5), etag=stale), 412)

    def test_everything_that_is_wrong_is_told_at_once_with_its_place(self, here, program, name):
        first, second, third, fourth = here.commitments
        Limit.objects.create(
            programme=here.moment.round.programme, compared_with=Comparison.NUMBER, is_hard=True, at_most=1000
        )
        sent = [
            place(first) | {"count": -1},
            place(second) | {"count": "tien"},
            place(third) | {"count": 5, "notApplicable": True},
            place(fourth) | {"count": 2000},
            place(first) | {"count": 1},
            {"participation": 0, "indicator": "x", "count": 1},
            place(first) | {"indicator": "99.9"},
            {"participation": first.participation_id},
            place(first) | {"aantal": 5},
            "vijf",
            place(second) | {"reason": "x" * 501},
        ]
        answer = program.fill(name, sent, kleur="rood", motivations=[{"line": 0, "text": "x"}, {"line": "x"}])
        codes = [one.indicator.code for one in here.commitments]
        found = issues(answer, 400)
        assert ("schemaViolation", "counts[0].count", codes[0]) in found
        assert ("schemaViolation", "counts[1].count", codes[1]) in found
        assert ("schemaViolation", "counts[2].count", codes[2]) in found
        assert ("invalidInput", "counts[3].count", codes[3]) in found
        assert ("referencedResourceNotFound", "counts[5].participation", None) in found
        assert ("referencedResourceNotFound", "counts[6].indicator", None) in found
        assert ("schemaViolation", "counts[7].indicator", None) in found
        assert ("unknownInput", "counts[8].aantal", None) in found
        assert ("schemaViolation", "counts[9]", None) in found
        assert ("schemaViolation", "counts[10].reason", codes[1]) in found
        assert ("unknownInput", "kleur", None) in found
        assert ("referencedResourceNotFound", "motivations[0].line", None) in found
        assert ("schemaViolation", "motivations[1].text", None) in found
        assert not DraftValue.objects.exists()

    def test_what_a_limit_refuses_is_not_saved_nor_is_the_rest(self, here, program, name):
        programme = here.moment.round.programme
        Limit.objects.create(programme=programme, compared_with=Comparison.NUMBER, is_hard=True, at_most=1000)
        answer = program.fill(name, counts(here, 5, 1001))
        code = here.commitments[1].indicator.code
        assert issues(answer, 400) == [("invalidInput", "counts[1].count", code)]
        assert "1.001 kan niet" in problem(answer, 400)["issues"][0]["detail"]
        assert not DraftValue.objects.exists()

    def test_what_is_unusual_is_saved_and_asks_its_reason(self, here, program, name):
        programme = here.moment.round.programme
        Limit.objects.create(programme=programme, compared_with=Comparison.NUMBER, is_hard=False, at_most=100)
        said = json.loads(program.fill(name, counts(here, 500, 1, 1, 1)).content)
        assert "ongewoon hoog" in said["parts"][0]["counts"][0]["asksReason"]
        assert issues(program.act(name, "submit"), 409) == [("notReady", None, here.first.indicator.code)]
        sent = [place(here.first) | {"count": 500, "reason": "Een nieuwe school."}]
        said = json.loads(program.fill(name, sent).content)
        assert "asksReason" not in said["parts"][0]["counts"][0]
        assert program.act(name, "submit").status_code == 200

    @pytest.mark.parametrize("when", [BEFORE, LATE, OVER])
    def test_a_locked_registration_says_why_with_the_words_of_the_form(self, here, program, when, time_machine):
        here.save(1, 2, 3, 4)
        here.act(registrations.submit)
        time_machine.move_to(when)
        again = software(here.local_government)
        name = name_of(here)
        body = problem(again.fill(name, counts(here, 9), etag='"stale"'), 409)
        part = here.sheet(when).parts[0]
        assert body["detail"] == str(part.lock)
        assert (body["lock"]["why"], body["lock"]["opens"]) == (part.lock.why, part.lock.opens)
        assert [issue["indicator"] for issue in body["issues"]] == [here.first.indicator.code]
        assert str(here.sheet(when).fields[0].answer) == "1"

    def test_repeating_what_stands_changes_nothing_locked_or_not(self, here, program, name):
        here.save(1, 2, 3, 4)
        here.act(registrations.submit)
        revisions = [one.revision for one in here.sheet().fields]
        assert program.fill(name, counts(here, 1, 2, 3, 4)).status_code == 200
        assert [one.revision for one in here.sheet().fields] == revisions

    @pytest.mark.parametrize(
        ("sent", "status"),
        [
            ("[]", 400),
            ("{", 400),
            ('{"counts": NaN}', 400),
            ("[" * 100_000, 400),
            ('{"counts": [{"participation": 1e400, "indicator": "\\ud800"}]}', 400),
            ('{"counts": [], "motivations": [{"line": true, "text": "\\u0000"}]}', 400),
            ('{"counts": "' + "x" * 1_100_000 + '"}', 413),
            ("", 400),
        ],
    )
    def test_what_cannot_be_read_is_refused(self, here, program, name, sent, status):
        _said, etag = program.read(f"registrations/{name}")
        headers = {"Authorization": f"Bearer {program.token}", "If-Match": etag}
        answer = Client().put(f"/api/v1/registrations/{name}", sent, "application/json", headers=headers)
        problem(answer, status)
        problem(Client().put(f"/api/v1/registrations/{name}", "a=1", "text/plain", headers=headers), 415)

    @pytest.mark.parametrize(
        ("sent", "name_of_issue"),
        [
            (b'{"counts": [], "\\ud800": 1}', "?"),
            (b'{"counts": [{"participation": 1, "indicator": "x", "\\udfff": 1}]}', "counts[0].?"),
            (b'{"counts": [{"participation": 1, "indicator": "\\ud800"}]}', "counts[0].participation"),
        ],
    )
    def test_half_a_character_is_told_and_breaks_nothing(self, here, program, name, sent, name_of_issue):
        _said, etag = program.read(f"registrations/{name}")
        headers = {"Authorization": f"Bearer {program.token}", "If-Match": etag}
        answer = Client().put(f"/api/v1/registrations/{name}", sent, "application/json", headers=headers)
        assert name_of_issue in [found for _kind, found, _about in issues(answer, 400)]

    @pytest.mark.parametrize("text", ["\x00", "a\ud800"])
    def test_a_text_that_no_database_can_hold_is_refused(self, here, program, name, text):
        sent = [place(here.first) | {"count": 1, "reason": text}]
        assert issues(program.fill(name, sent), 400)[0][:2] == ("schemaViolation", "counts[0].reason")

    def test_the_row_history_knows_which_client_did_it_whatever_cookie_came_along(self, here, program, name):
        program.fill(name, counts(here, 5))
        users = {context.metadata.get("user") for context in pghistory.models.Context.objects.all()}
        assert users == {program.client.account_id}


class TestSending:
    def test_what_is_filled_in_is_sent_once_however_often_it_is_asked(self, here, program, name):
        assert json.loads(program.fill(name, counts(here, 1, 2, 3, 4)).content)["status"] == "draft"
        etag = program.read(f"registrations/{name}")[1]
        for _again in range(3):
            answer = program.act(name, "submit", etag=etag)
            assert answer.status_code == 200
            assert json.loads(answer.content)["status"] == "submitted"
        assert RegistrationVersion.objects.count() == 4  # one for each action
        assert Event.objects.filter(verb="registrations.submitted").count() == 1
        assert Event.objects.get(verb="registrations.submitted").by == program.client.account
        assert Notice.objects.get().to.email == "software@example.org"
        assert {version.sent_by for version in RegistrationVersion.objects.all()} == {program.client.account}

    def test_what_is_missing_is_told_at_once(self, here, program, name):
        here.save(1)
        codes = [one.indicator.code for one in here.commitments]
        assert issues(program.act(name, "submit"), 409) == [("notReady", None, code) for code in codes[1:]]
        assert not RegistrationVersion.objects.exists()

    def test_what_changed_since_it_was_read_is_not_sent(self, here, program, name):
        here.save(1, 2, 3, 4)
        _said, etag = program.read(f"registrations/{name}")
        here.save(5)
        assert problem(program.act(name, "submit", etag=etag), 412)
        assert problem(program.ask("POST", f"registrations/{name}/submit"), 428)
        assert not RegistrationVersion.objects.exists()

    def test_a_missed_target_asks_a_motivation(self, time_machine):
        time_machine.move_to(OPEN)
        here = corridor(target=10)
        program, name = software(here.local_government), name_of(here)
        program.fill(name, counts(here, 5))
        said, _etag = program.read(f"registrations/{name}")
        (asked,) = said["motivations"]
        assert asked["isAsked"]
        assert issues(program.act(name, "submit"), 409) == [("notReady", None, asked["line"])]
        assert (
            program.fill(name, [], motivations=[{"line": asked["line"], "text": "Te laat begonnen."}]).status_code
            == 200
        )
        assert program.act(name, "submit").status_code == 200
        assert program.read(f"registrations/{name}")[0]["motivations"][0]["sentText"] == "Te laat begonnen."
        answer = program.fill(name, [], motivations=[{"line": asked["line"], "text": "Toch niet."}])
        assert issues(answer, 409) == [("locked", "motivations[0]", asked["line"])]

    def test_after_the_last_date_it_says_who_can_open_it(self, here, time_machine):
        time_machine.move_to(OVER)
        program = software(here.local_government)
        body = problem(program.act(name_of(here), "submit"), 409)
        assert body["detail"] == str(here.sheet(OVER).parts[0].lock)
        assert body["lock"]["code"] == "closed"

    def test_a_correction_is_a_new_version(self, here, time_machine):
        here.save(1, 2, 3, 4)
        here.act(registrations.submit)
        time_machine.move_to(CORRECTABLE)
        here.act(registrations.start_correction)
        program = software(here.local_government)
        assert program.fill(name_of(here), counts(here, 9)).status_code == 200
        assert program.act(name_of(here), "submit").status_code == 200
        assert program.read(f"registrations/{name_of(here)}")[0]["parts"][0]["version"] == 2


class TestPartnerships:
    @pytest.fixture
    def pages(self, time_machine):
        time_machine.move_to(OPEN)
        return partnership()

    def test_a_member_releases_and_its_lead_sends(self, pages):
        lead, member = pages
        of_lead, of_member = software(lead.local_government), software(member.local_government)
        assert of_member.fill(name_of(member), counts(member, 5)).status_code == 200
        body = problem(of_member.act(name_of(member), "submit"), 409)
        assert body["detail"] == "Uw trekker dient in. U geeft uw eigen cijfers vrij."
        etag = of_member.read(f"registrations/{name_of(member)}")[1]
        for _again in range(2):
            answer = of_member.act(name_of(member), "release", etag=etag)
            assert json.loads(answer.content)["status"] == "released"
        assert of_lead.fill(name_of(lead), counts(lead, 7)).status_code == 200
        said = json.loads(of_lead.act(name_of(lead), "submit").content)
        assert [part["status"] for part in said["parts"]] == ["submitted", "submitted"]
        assert [part["isSentHere"] for part in of_member.read(f"registrations/{name_of(member)}")[0]["parts"]] == [
            False
        ]

    def test_what_is_not_filled_in_is_not_released(self, pages):
        _lead, member = pages
        program = software(member.local_government)
        code = member.first.indicator.code
        assert issues(program.act(name_of(member), "release"), 409) == [("notReady", None, code)]

    def test_a_lead_has_nothing_to_release(self, pages):
        lead, _member = pages
        body = problem(software(lead.local_government).act(name_of(lead), "release"), 409)
        assert body["detail"] == "Hier is niets vrij te geven: u dient zelf in."

    def test_a_member_does_not_motivate(self, pages):
        _lead, member = pages
        line = member.first.participation.line_id
        answer = software(member.local_government).fill(
            name_of(member), [], motivations=[{"line": line, "text": "Zo was het."}]
        )
        assert issues(answer, 400) == [("invalidInput", "motivations[0].line", None)]

    def test_a_successor_registers_for_who_went_up_into_it(self, here, time_machine):
        now = make.local_government("99001", name="Groot-Sint-Niklaas")
        LocalGovernment.objects.filter(pk=here.local_government.pk).update(
            successor=now, valid_until=make.dt.date(2025, 12, 31)
        )
        program = software(now)
        assert program.fill(name_of(here), counts(here, 5)).status_code == 200


def test_a_reader_of_its_scope_reads_and_its_account_may_not_register(here, name):
    program = software(here.local_government, scopes=[READ])
    assert program.read(f"registrations/{name}")[0]["id"] == name
    assert problem(program.fill(name, counts(here, 5)), 403)
    assert not DraftValue.objects.exists()
