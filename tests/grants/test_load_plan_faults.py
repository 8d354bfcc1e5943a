"""A folder with faults is refused as a whole: every fault is told at once with its place, and nothing changes."""

from io import StringIO

import pytest
from django.core.management import call_command

from grants.services.plan_loading import PlanRefused, load
from municipalities.models import LocalGovernment
from tests import make
from tests.grants.folders import Folder, everything

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path / "plan")


def refused(folder):
    """The faults of a folder; nothing was written."""
    before = everything()
    with pytest.raises(PlanRefused) as refusal:
        load(folder.path)
    assert everything() == before
    return [str(fault) for fault in refusal.value.faults]


def test_five_faults_are_named_at_once_and_the_command_ends_with_one(plan, folder):
    folder.drop_column("support.csv", "kind")
    action = folder.add("published_results.csv", action_number="99", project_period="1", committed="5")
    amount = folder.change("rounds.csv", {"project_period": "2"}, total_budget_eur="-5")
    twice = folder.add("municipalities.csv", **folder.read("municipalities.csv")[0])
    closing = folder.change("rounds.csv", {"project_period": "3"}, call_closes="2024-04-20")
    before, said, errors = everything(), StringIO(), StringIO()
    with pytest.raises(SystemExit) as ending:
        call_command("load_plan", folder.path, stdout=said, stderr=errors)
    assert ending.value.code == 1
    assert everything() == before
    assert said.getvalue() == ""
    assert errors.getvalue().splitlines() == [
        f"municipalities.csv, regel {twice}, kolom nis_code: 11001 staat al op regel 2.",
        f"published_results.csv, regel {action}, kolom action_number: actie 99 staat niet in actions.csv.",
        f"rounds.csv, regel {amount}, kolom total_budget_eur: -5 is negatief; een bedrag of aantal is nooit negatief.",
        f"rounds.csv, regel {closing}, kolom call_closes: call_closes komt niet na call_opens.",
        "support.csv, regel 1, kolom kind: deze kolom ontbreekt.",
        "5 fouten gevonden; er is niets gewijzigd.",
    ]


def test_a_folder_or_file_that_is_not_there_is_one_fault(folder, tmp_path):
    with pytest.raises(PlanRefused) as refusal:
        load(tmp_path / "nergens")
    assert str(refusal.value) == f"{tmp_path / 'nergens'}: deze map bestaat niet."
    folder.drop("actions.csv", "municipalities_2025.csv")
    assert refused(folder) == [
        "actions.csv: dit bestand ontbreekt.",
        "municipalities_2025.csv: dit bestand ontbreekt.",
    ]


@pytest.mark.parametrize(
    ("file", "column"),
    [("actions.csv", "number"), ("municipalities.csv", "nis_code"), ("rounds.csv", "project_period")],
)
def test_a_missing_column_is_one_fault_even_when_others_refer_to_it(folder, file, column):
    folder.drop_column(file, column)
    assert refused(folder) == [f"{file}, regel 1, kolom {column}: deze kolom ontbreekt."]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "goals.csv: dit bestand is leeg; de eerste regel hoort de namen van de kolommen te bevatten."),
        (b"number;title_nl;source_url\n1;Veiligheid;\n",
         "goals.csv, regel 1: de kolommen zijn gescheiden door puntkomma's; bewaar het bestand met komma's."),
        ("number,title_nl,source_url\n1,Eén,\n".encode("latin-1"), "goals.csv: dit bestand is niet in UTF-8 bewaard."),
        (b'number,title_nl,source_url\n1,"Veiligheid" en meer,\n',
         "goals.csv, regel 2: deze regel is geen leesbare CSV; kijk de aanhalingstekens na."),
        (b"number,title_nl,number,source_url\n", "goals.csv, regel 1, kolom number: deze kolom staat er twee keer."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_why(folder, content, fault):
    (folder.path / "goals.csv").write_bytes(content)
    assert fault in refused(folder)


def test_a_line_with_too_many_cells_is_named_by_the_line_it_begins_on(folder):
    (folder.path / "support.csv").write_text(
        'action_number,organisation_or_project,kind,valid_until,source_url\n\n6,"A\nB",goede praktijk,,\n7,C,D,,,,\n'
    )
    assert refused(folder) == ["support.csv, regel 5: deze regel telt 7 cellen; de eerste regel telt er 5."]


ROUND_3, ACTION_7, GENT = {"project_period": "3"}, {"number": "7"}, {"nis_code": "44021"}


@pytest.mark.parametrize(
    ("file", "where", "cells", "fault"),
    [
        ("goals.csv", {"number": "3"}, {"number": "drie"}, "kolom number: “drie” is geen geheel getal."),
        ("goals.csv", {"number": "3"}, {"title_nl": ""}, "kolom title_nl: deze cel mag niet leeg zijn."),
        ("actions.csv", ACTION_7, {"goal_number": "9"}, "kolom goal_number: doelstelling 9 staat niet in goals.csv."),
        ("actions.csv", ACTION_7, {"title_nl": "x" * 201}, "telt 201 tekens; er kunnen er hoogstens 200 in."),
        ("actions.csv", ACTION_7, {"financed_rounds": "1;4"}, "kolom financed_rounds: ronde 4 staat niet in rounds.csv."),
        ("actions.csv", ACTION_7, {"kpi_unit": ""}, "kolom kpi_unit: een actie die betaald wordt, heeft dit nodig."),
        ("actions.csv", ACTION_7, {"kind": "soms"}, "kolom kind: “soms” kan hier niet; kies uit: flow, state."),
        ("actions.csv", ACTION_7, {"amount_per_unit_eur": "1.000,5"}, "“1.000,5” is geen bedrag"),
        ("actions.csv", ACTION_7, {"amount_per_unit_eur": "0.005"}, "0.005 heeft meer dan 2 cijfers na de punt."),
        ("actions.csv", ACTION_7, {"number": "40000"}, "kolom number: 40000 kan hier niet"),
        ("rounds.csv", ROUND_3, {"project_year_end": "2024-09-30"},
         "kolom project_year_end: project_year_end komt niet na project_year_start."),
        ("rounds.csv", ROUND_3, {"project_year_start": "2024-02-30"}, "“2024-02-30” is geen datum"),
        ("rounds.csv", ROUND_3, {"final_report_deadline": "2025-13"}, "“2025-13” is geen maand."),
        ("rounds.csv", ROUND_3, {"government_decision": "0001-01-01"},
         "kolom government_decision: “0001-01-01” kan hier niet; het jaar ligt tussen 1900 en 2999."),
        ("rounds.csv", ROUND_3, {"project_year_end": "3000-01-01"}, "kolom project_year_end: “3000-01-01” kan hier niet"),
        ("rounds.csv", ROUND_3, {"call_opens": "0001-01"}, "kolom call_opens: “0001-01” kan hier niet"),
        ("rounds.csv", ROUND_3, {"call_opens": "9999-12-31 23:59"}, "kolom call_opens: “9999-12-31” kan hier niet"),
        ("rounds.csv", ROUND_3, {"applicants": "9" * 5000}, "kolom applicants: dit getal telt 5000 tekens"),
        ("rounds.csv", ROUND_3, {"total_budget_eur": "9" * 5000}, "kolom total_budget_eur: dit getal telt 5000 tekens"),
        ("actions.csv", ACTION_7, {"financed_rounds": "1;" + "9" * 5000}, "kolom financed_rounds: dit getal telt 5000 tekens"),
        ("participants.csv", {"local_government": "Genk"}, {"source_date": "0001"}, "kolom source_date: “0001” kan hier niet"),
        ("rounds.csv", ROUND_3, {"final_report_deadline": "oktober"}, "“oktober” is geen datum, maand of moment"),
        ("rounds.csv", ROUND_3, {"call_closes": "", "call_closes_time": "12:00"},
         "kolom call_closes_time: er staat een uur, maar geen dag in call_closes."),
        ("rounds.csv", ROUND_3, {"government_decision": ""},
         "kolom applicants: dit is pas gekend vanaf de beslissing van de regering; vul government_decision in."),
        ("municipalities.csv", GENT, {"kbo_number": "0207451226"}, "het controlegetal klopt niet."),
        ("municipalities.csv", GENT, {"kbo_number": "020745122"}, "is geen ondernemingsnummer van tien cijfers."),
        ("municipalities.csv", GENT, {"nis_code": "4402"}, "“4402” is geen NIS-code van vijf cijfers."),
        ("municipalities.csv", GENT, {"nis_code_2025": "99999"},
         "kolom nis_code_2025: lokaal bestuur 99999 staat niet in municipalities_2025.csv."),
        ("municipalities.csv", GENT, {"nis_code_2025": "11002"},
         "kolom nis_code_2025: 44021 staat nog in municipalities_2025.csv en kan dus niet opgaan in 11002."),
        ("municipalities.csv", {"nis_code": "44045"}, {"nis_code_2025": ""},
         "44045 staat niet in municipalities_2025.csv; zeg hier in welke gemeente ze opging."),
        ("municipalities.csv", GENT, {"inhabitants": "-1"}, "kolom inhabitants: -1 is negatief"),
        ("municipalities_2025.csv", GENT, {"kbo_number": "0207500123"},
         "ondernemingsnummer 0207500123 is op hetzelfde moment ook van 11002."),
        ("municipalities_2025.csv", {"nis_code": "46029"}, {"merged_from": "Moerbeke (44046);Lokeren (46014)"},
         "kolom merged_from: lokaal bestuur 44046 staat niet in municipalities.csv."),
        ("other_bodies.csv", {"code": "vgc"}, {"kind": "gemeente"}, "kies uit: vgc, de_rand."),
        ("participants.csv", {"local_government": "Genk"}, {"nis_code": "71999"},
         "kolom nis_code: lokaal bestuur 71999 staat niet in de lijsten van lokale besturen."),
        ("participants.csv", {"local_government": "Genk"}, {"project_period": "9"}, "ronde 9 staat niet in rounds.csv."),
        ("participants.csv", {"local_government": "Genk"}, {"role": "trekker"}, "kies uit: participant, mentor, reached."),
        ("participants.csv", {"local_government": "Genk"}, {"certainty": ""}, "kolom certainty: deze cel mag niet leeg zijn."),
        ("participants.csv", {"local_government": "Genk"}, {"source_date": "maart"}, "kolom source_date: “maart” is geen"),
        ("participants.csv", {"local_government": "Genk"}, {"lead": "Genk"}, "kolom lead: “Genk” is geen NIS-code"),
        ("published_results.csv", {"action_number": "7"}, {"known_from": "gisteren"}, "kolom known_from: “gisteren” is geen"),
        ("published_results.csv", {"action_number": "7"}, {"committed": "12.5"}, "“12.5” is geen geheel getal."),
        ("published_results.csv", {"action_number": "7"}, {"action_number": "6"}, "6, 1 staat al op regel 5."),
        ("kpi_indicators_round1.csv", {"action_number": "7"}, {"action_number": "23"},
         "actie 23 wordt volgens actions.csv niet betaald in ronde 1."),
        ("date_changes.csv", {"what": "interim_report_deadline"}, {"project_period": "8"}, "ronde 8 staat niet in rounds.csv."),
        ("support.csv", {"organisation_or_project": "PEP!"}, {"action_number": "88"}, "actie 88 staat niet in actions.csv."),
        ("support.csv", {"organisation_or_project": "PEP!"}, {"kind": "a\x00b"}, "er staat een onleesbaar teken"),
        ("offers.csv", {"action_number": "15"}, {"project_period": "6"}, "ronde 6 staat niet in rounds.csv."),
        ("reporting_moments.csv", {"project_period": "2"}, {"project_period": "3"},
         "kolom kind: ronde 3 heeft in rounds.csv geen interim_report_deadline."),
        ("reporting_moments.csv", {"project_period": "2"}, {"opens": "2024-05-07"}, "kolom opens: dit venster opent niet voor"),
        ("reporting_moments.csv", {"project_period": "2"}, {"changes_until": "2024-05-05"}, "kolom changes_until: changes_until ligt voor"),
        ("reporting_moments.csv", {"project_period": "2"}, {"covers_until": "2023-09-30"}, "covers_until komt niet na covers_from."),
        ("programme.csv", {"code": "plan-samenleven"}, {"round_prefix": "x"}, "het voorvoegsel van een programma verandert niet meer; het is leeg."),
        ("programme.csv", {"code": "plan-samenleven"}, {"code": "ander"}, "zonder voorvoegsel staan al de rondes van Plan Samenleven; kies een ander."),
        ("programme.csv", {"code": "plan-samenleven"}, {"code": "Een Plan"}, "“Een Plan” is geen code"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.endswith(".csv") else "",
)  # fmt: skip
def test_each_fault_has_its_place_and_its_sentence(plan, folder, file, where, cells, fault):
    line = folder.change(file, where, **cells)
    found = refused(folder)
    assert any(one.startswith(f"{file}, regel {line}, ") and fault in one for one in found), found


def test_a_result_needs_a_deadline_or_a_moment_of_its_own(folder):
    folder.change("rounds.csv", ROUND_3, final_report_deadline="")
    line = folder.change("published_results.csv", {"action_number": "2", "project_period": "3"}, realised="17")
    assert refused(folder) == [
        f"published_results.csv, regel {line}, kolom realised: ronde 3 heeft geen final_report_deadline; "
        "zeg in known_from sinds wanneer dit gekend is."
    ]


def test_two_leads_of_one_partnership_are_refused(folder):
    first = folder.change("participants.csv", {"local_government": "Geel"}, lead="13008")
    second = folder.change("participants.csv", {"local_government": "Herselt"}, lead="13013")
    assert refused(folder) == [
        f"participants.csv, regel {second}, kolom lead: "
        f"regel {first} noemt een andere trekker van hetzelfde samenwerkingsverband."
    ]


def test_successors_never_run_in_a_circle(plan, folder):
    """A later merger that only the database knows: Lokeren goes back up into what Lokeren came from."""
    LocalGovernment.objects.filter(code="46029").update(
        successor=LocalGovernment.objects.get(code="46014"), valid_until="2030-12-31"
    )
    assert all("draaien in een kring" in fault for fault in refused(folder))


def test_an_enterprise_number_of_a_body_that_only_the_portal_knows_is_taken(plan, folder):
    make.local_government("x-bestuur", enterprise_number="0267388418")
    line = folder.change("municipalities_2025.csv", GENT, kbo_number="0267388418")
    assert refused(folder) == [
        f"municipalities_2025.csv, regel {line}, kolom kbo_number: "
        "ondernemingsnummer 0267388418 is op hetzelfde moment ook van x-bestuur."
    ]
