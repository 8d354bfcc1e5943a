"""Who may take part, over REST: the mergers of 2025, VGC and vzw de Rand (R9)."""

import pytest

from tests.api.world import issues, read

pytestmark = pytest.mark.django_db


def codes(client, asked):
    return [item["code"] for item in read(client, f"localGovernments?{asked}")["items"]]


def test_moerbeke_went_up_into_lokeren(client, plan):
    assert read(client, "localGovernments/44045") == {
        "code": "44045",
        "name": "Moerbeke",
        "kind": "municipality",
        "province": "Oost-Vlaanderen",
        "referenceRegion": "Waasland",
        "enterpriseNumber": "0207453405",
        "validUntil": "2024-12-31",
        "successor": "46029",
    }
    lokeren = read(client, "localGovernments/46029")
    assert (lokeren["name"], lokeren["validFrom"]) == ("Lokeren", "2025-01-01")
    assert "validUntil" not in lokeren


def test_who_has_no_nis_code_has_a_code_of_its_own(client, plan):
    assert read(client, "localGovernments/vgc") == {
        "code": "vgc",
        "name": "Vlaamse Gemeenschapscommissie",
        "kind": "vgc",
    }
    assert read(client, "localGovernments/de-rand")["kind"] == "deRand"


@pytest.mark.parametrize(("day", "total"), [("2024-12-31", 300), ("2025-01-01", 285)])
def test_there_were_300_municipalities_and_there_are_285(day, total, client, plan):
    assert read(client, f"localGovernments?kind=municipality&validOn={day}&pageSize=1")["total"] == total


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", ["71016", "46014", "46029", "44045"]),
        ("sort=code", ["44045", "46014", "46029", "71016"]),
        ("sort=-name", ["44045", "46014", "46029", "71016"]),
        ("sort=province", ["71016", "46014", "46029", "44045"]),
        ("name=LOK", ["46014", "46029"]),
        ("name=%C3%A9rb", ["44045"]),
        ("name=lok&validOn=2025-01-01", ["46029"]),
        ("name=lok&validOn=2024-12-31", ["46014"]),
        ("province=Limburg", ["71016"]),
        ("province=Limburg&province=Oost-Vlaanderen&pageSize=2", ["71016", "46014"]),
        ("referenceRegion=Waasland", ["46014", "46029", "44045"]),
        ("name=!", []),
        ("kind=vgc", []),
        ("code=44045&code=99999", ["44045"]),
    ],
)
def test_the_filters_choose(asked, expected, client, small_world):
    assert codes(client, asked) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("validOn=31-12-2024", [("schemaViolation", "validOn", "31-12-2024")]),
        ("validOn=2024-12-31&validOn=2025-01-01", [("schemaViolation", "validOn", None)]),
        ("kind=dorp", [("schemaViolation", "kind", "dorp")]),
        ("province=Antwerpen", [("referencedResourceNotFound", "province", "Antwerpen")]),
        ("referenceRegion=Nergens", [("referencedResourceNotFound", "referenceRegion", "Nergens")]),
        ("name=", [("schemaViolation", "name", "")]),
        (f"name={'a' * 101}", [("schemaViolation", "name", "a" * 101)]),
        ("name=%00", [("schemaViolation", "name", "\x00")]),
    ],
)
def test_a_bad_filter_is_refused(asked, expected, client, small_world):
    assert issues(client, f"localGovernments?{asked}") == expected
