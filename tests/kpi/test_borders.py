"""Borders come from a file that an administrator loads; only outlines that can be drawn are kept of it."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kpi.models import Borders
from kpi.services import borders
from samenleven.audit.models import Event
from samenleven.core.errors import DomainError
from tests import make

pytestmark = pytest.mark.django_db
# Counterclockwise, as the standard asks of an outline.
SQUARE = [[4.0, 51.0], [4.2, 51.0], [4.2, 51.1], [4.0, 51.1], [4.0, 51.0]]


def area(coordinates=None, kind="Polygon", **properties):
    geometry = {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*areas):
    return json.dumps({"type": "FeatureCollection", "features": list(areas or [area(naam="Lokeren")])}).encode()


def moved(by):
    return [[longitude + by, latitude] for longitude, latitude in SQUARE]


def test_only_the_outlines_are_kept_as_the_engine_reads_them():
    hole = [[4.05, 51.02], [4.05, 51.04], [4.1, 51.04], [4.05, 51.02]]
    (found,) = borders.read(collection(area([SQUARE, hole], naam="Lokeren", inwoners=41_057)))
    assert set(found) == {"type", "geometry"}
    assert found["geometry"]["type"] == "MultiPolygon"
    assert found["geometry"]["coordinates"] == [[SQUARE[::-1], hole[::-1]]]


def test_what_turns_the_right_way_stays():
    (found,) = borders.read(collection(area([SQUARE[::-1]])))
    assert found["geometry"]["coordinates"] == [[SQUARE[::-1]]]


def test_it_is_rounded_to_what_a_screen_shows():
    ring = [[4.123456789, 51.0], *SQUARE[1:4], [4.123456789, 51.0]]
    (found,) = borders.read(collection(area([ring])))
    assert found["geometry"]["coordinates"][0][0][0] == [4.1235, 51.0]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "Dit is geen GeoJSON-bestand."),
        (b"\xff\xfe", "Dit is geen GeoJSON-bestand."),
        (b'{"type": NaN}', "Dit is geen GeoJSON-bestand."),
        (b"[" * 100_000, "Dit is geen GeoJSON-bestand."),
        (b"[]", "bevat geen verzameling van gebieden"),
        (b'{"type": "FeatureCollection", "features": []}', "bevat geen verzameling van gebieden"),
        (collection(area(kind="Point", coordinates=[4, 51])), "Gebied 1 is geen vlak"),
        (collection(area(), "geen gebied"), "Gebied 2 is geen vlak"),
        (collection(area([SQUARE[:-1]])), "De omtrek van gebied 1 is niet te lezen."),
        (collection(area([[["4", "51"]] * 5])), "De omtrek van gebied 1 is niet te lezen."),
        (collection(area([[[True, 51]] * 5])), "De omtrek van gebied 1 is niet te lezen."),
        (collection(area(coordinates=7)), "De omtrek van gebied 1 is niet te lezen."),
        (collection(area(coordinates=[])), "De omtrek van gebied 1 is leeg."),
        (collection(area([moved(120_000)])), "Gebied 1 ligt niet in Vlaanderen of Brussel."),
        (collection(*[area()] * 601), "meer dan 600 gebieden"),
        (collection(area([SQUARE * 25_000])), "meer dan 120.000 punten"),
        (b" " * 4_000_001, "te groot"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_sentence_and_nothing_is_kept(content, says):
    with pytest.raises(DomainError, match=says):
        borders.load(content=content, source="Iemand", by=make.user())
    assert not Borders.objects.exists()


def test_the_newest_are_drawn():
    somebody = make.user()
    borders.load(content=collection(), source="De eerste", by=somebody)
    borders.load(content=collection(area([moved(0.5)])), source="De tweede", by=somebody)
    (feature,) = Borders.features()
    assert feature["geometry"]["coordinates"][0][0][0] == [4.5, 51.0]


# --- in the administration --------------------------------------------------------------------------------------------
@pytest.fixture
def administrator(client):
    person = make.user("beheer", ministry_role="administrator")
    client.force_login(person)
    return person


def upload(client, content, source="Eigen tekening, vrij te gebruiken"):
    file = SimpleUploadedFile("grenzen.geojson", content)
    return client.post("/beheer/kpi/borders/add/", {"source": source, "file": file})


def test_an_administrator_loads_a_file(client, administrator):
    assert upload(client, collection()).status_code == 302
    loaded = Borders.objects.get()
    assert (loaded.number, loaded.loaded_by, loaded.source) == (1, administrator, "Eigen tekening, vrij te gebruiken")
    assert list(Event.objects.values_list("verb", "object_id")) == [("borders.loaded", str(loaded.pk))]
    assert client.get("/beheer/kpi/borders/").status_code == 200
    assert client.get(f"/beheer/kpi/borders/{loaded.pk}/change/").status_code == 200


def test_a_file_that_cannot_be_drawn_is_explained_beside_its_field(client, administrator):
    page = upload(client, b"{}")
    assert "bevat geen verzameling van gebieden" in page.content.decode()
    assert not Borders.objects.exists()


def test_who_loads_says_whose_they_are(client, administrator):
    upload(client, collection(), source="")
    assert not Borders.objects.exists()


def test_borders_that_are_wrong_can_go(client, administrator):
    upload(client, collection())
    client.post(f"/beheer/kpi/borders/{Borders.objects.get().pk}/delete/", {"post": "yes"})
    assert not Borders.objects.exists()


def test_nobody_else_loads_them(client):
    client.force_login(make.user(ministry_role="analyst"))
    assert upload(client, collection()).status_code == 403
    assert not Borders.objects.exists()
