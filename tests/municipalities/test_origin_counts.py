"""How many inhabitants of non-EU-14 origin: pasted or uploaded, looked at, then kept; all that is wrong at once (R10)."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from municipalities.models import OriginCount
from municipalities.services import origin_counts
from samenleven.audit.models import Event
from samenleven.core.errors import DomainError
from tests import make

pytestmark = pytest.mark.django_db
PAGE = "/lokale-besturen/herkomst/"
LIST = "NIS-code\tInwoners\n13008\t9.321\nSint-Niklaas\t12500\n"


@pytest.fixture
def geel():
    return make.local_government("13008", name="Geel")


@pytest.fixture
def sint_niklaas():
    return make.local_government("46021", name="Sint-Niklaas")


@pytest.fixture
def administrator(client):
    person = make.user("beheer", ministry_role="administrator")
    client.force_login(person)
    return person


def read(text, year=2021):
    reading = origin_counts.read(text, year)
    return [(row.body.code, row.old, row.new) for row in reading.rows], reading.faults


class TestReading:
    @pytest.mark.parametrize(
        "text",
        [
            LIST,
            "13008;9321\n46021;12.500",
            "Geel,9321\nsint niklaas,12500\n",
            "\n13008\t9321\t\r\n\r\nSINT-NIKLAAS\t12 500\r\n",
        ],
    )
    def test_codes_or_names_however_they_are_separated(self, geel, sint_niklaas, text):
        if "sint niklaas" in text:
            sint_niklaas.name = "Sint Niklaas"
            sint_niklaas.save()
        assert read(text) == ([("13008", None, 9321), ("46021", None, 12500)], [])

    def test_all_that_is_wrong_is_told_at_once(self, geel, sint_niklaas):
        rows, faults = read("Geel\tveel\nNergens\t5\n46021\t-3\n46021\t7\nSint-Niklaas\t8\n13008\n")
        assert faults == [
            "Rij 1: Geel: vul een geheel getal van 0 of meer in, niet “veel”.",
            "Rij 2: “Nergens” is geen lokaal bestuur dat het portaal kent.",
            "Rij 3: Sint-Niklaas: vul een geheel getal van 0 of meer in, niet “-3”.",
            "Rij 5: Sint-Niklaas staat er twee keer in.",
            "Rij 6: er horen twee kolommen te staan, NIS-code of naam en het aantal inwoners.",
        ]
        assert rows == [("46021", None, 7)]

    @pytest.mark.parametrize("text", ["", "  \n\t\n", "NIS-code\tInwoners\n"])
    def test_an_empty_list_says_what_to_do(self, geel, text):
        assert read(text) == ([], ["De lijst is leeg. Plak twee kolommen: NIS-code of naam, en het aantal inwoners."])

    def test_lines_of_an_old_mac(self, geel, sint_niklaas):
        assert len(read("13008;1\r46021;2\r")[0]) == 2

    def test_a_cell_without_an_end_is_refused_in_one_sentence(self, geel):
        rows, faults = read("x" * 200_000)
        assert rows == []
        assert faults == ["Deze lijst kan niet gelezen worden. Plak twee kolommen, met elk bestuur op een eigen rij."]

    def test_of_two_with_one_name_the_one_of_that_year(self):
        make.local_government("46014", name="Lokeren", valid_until=dt.date(2024, 12, 31))
        make.local_government("46029", name="Lokeren", valid_from=dt.date(2025, 1, 1))
        assert read("Lokeren;5", 2021)[0] == [("46014", None, 5)]
        assert read("Lokeren;5", 2025)[0] == [("46029", None, 5)]

    def test_where_that_does_not_help_the_code_is_asked(self):
        make.local_government("1", name="Dubbel")
        make.local_government("2", name="Dubbel")
        assert read("Dubbel;5")[1] == ["Rij 1: “Dubbel” kan meer dan één bestuur zijn: gebruik de NIS-code."]

    def test_it_costs_two_questions(self, geel, sint_niklaas, django_assert_num_queries):
        with django_assert_num_queries(2):
            read(LIST)


class TestAccepting:
    def test_it_keeps_what_is_new_and_what_changed(self, geel, sint_niklaas, administrator):
        OriginCount.objects.create(local_government=geel, year=2021, inhabitants=9000)
        OriginCount.objects.create(local_government=geel, year=2020, inhabitants=8000)
        assert origin_counts.accept(text=LIST, year=2021, by=administrator) == 2
        assert set(OriginCount.objects.values_list("local_government", "year", "inhabitants")) == {
            (geel.pk, 2020, 8000),
            (geel.pk, 2021, 9321),
            (sint_niklaas.pk, 2021, 12500),
        }
        event = Event.objects.get()
        assert (event.verb, event.by, event.data) == (
            "origin_counts.imported",
            administrator,
            {"year": 2021, "changed": 2},
        )

    @pytest.mark.parametrize("text", ["Geel\tveel\n46021\t5", ""])
    def test_a_list_with_a_fault_changes_nothing(self, geel, sint_niklaas, administrator, text):
        with pytest.raises(DomainError):
            origin_counts.accept(text=text, year=2021, by=administrator)
        assert not OriginCount.objects.exists()
        assert not Event.objects.exists()

    def test_the_same_list_twice_says_so(self, geel, sint_niklaas, administrator):
        origin_counts.accept(text=LIST, year=2021, by=administrator)
        with pytest.raises(DomainError, match="staan er al"):
            origin_counts.accept(text=LIST, year=2021, by=administrator)
        assert Event.objects.count() == 1


class TestCounting:
    def test_a_merged_body_has_those_of_its_predecessors(self):
        heir = make.local_government("46030", name="Beveren-Kruibeke-Zwijndrecht", valid_from=dt.date(2025, 1, 1))
        ended = {"valid_until": dt.date(2024, 12, 31), "successor": heir}
        old = [make.local_government(code, **ended) for code in ("46003", "46013", "11056")]
        for body, number in zip(old[:2], (4000, 1000), strict=True):
            OriginCount.objects.create(local_government=body, year=2021, inhabitants=number)
        assert origin_counts.counts_of({heir.pk}, 2021) == {heir.pk: None}
        OriginCount.objects.create(local_government=old[2], year=2021, inhabitants=3000)
        assert origin_counts.counts_of({heir.pk, old[0].pk}, 2021) == {heir.pk: 8000, old[0].pk: 4000}

    def test_who_kept_its_number_adds_who_joined(self):
        antwerpen = make.local_government("11002", name="Antwerpen")
        borsbeek = make.local_government("11007", valid_until=dt.date(2024, 12, 31), successor=antwerpen)
        OriginCount.objects.create(local_government=antwerpen, year=2021, inhabitants=200_000)
        assert origin_counts.counts_of({antwerpen.pk}, 2021) == {antwerpen.pk: 200_000}
        OriginCount.objects.create(local_government=borsbeek, year=2021, inhabitants=1_500)
        assert origin_counts.counts_of({antwerpen.pk}, 2021) == {antwerpen.pk: 201_500}

    def test_another_year_is_another_count(self, geel):
        OriginCount.objects.create(local_government=geel, year=2020, inhabitants=8000)
        assert origin_counts.counts_of({geel.pk}, 2021) == {geel.pk: None}


class TestPage:
    def test_paste_look_and_keep(self, client, administrator, geel, sint_niklaas):
        assert "Er is nog niets ingelezen." in client.get(PAGE).content.decode()
        response = client.post(PAGE, {"year": "2021", "text": LIST})
        html = response.content.decode()
        assert response.status_code == 200
        assert "2 cijfers veranderen." in html
        assert '<td class="number">nog niets</td><td class="number">9.321</td>' in html
        assert not OriginCount.objects.exists()
        sent = {"year": "2021", "text": LIST, "accept": "1"}
        html = client.post(PAGE, sent, follow=True).content.decode()
        assert "2 cijfers van 2021 zijn bewaard." in html
        assert '<td class="number">21.821</td>' in html
        assert OriginCount.objects.count() == 2
        assert "Deze cijfers staan er al." in client.post(PAGE, sent, follow=True).content.decode()

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_a_file_of_excel(self, client, administrator, encoding):
        make.local_government("23105", name="Affligém")
        content = "Gemeente;Aantal\nAffligém;12\n".encode(encoding)
        response = client.post(PAGE, {"year": "2021", "file": SimpleUploadedFile("lijst.csv", content)})
        html = response.content.decode()
        assert "1 cijfer verandert." in html
        assert '<textarea name="text" hidden' in html

    @pytest.mark.parametrize(
        ("sent", "sentence"),
        [
            ({"year": "21", "text": "x"}, "Vul een geheel getal van 2000 of meer in."),
            ({"year": "", "text": LIST}, "Referentiejaar: Vul dit in."),
            ({"year": "2021", "text": "Nergens\t5\nOok nergens\t6"}, "Rij 2: “Ook nergens” is geen lokaal bestuur"),
            ({"year": "2021", "text": ""}, "De lijst is leeg."),
            ({"year": "2021", "file": SimpleUploadedFile("l.xlsx", b"PK\x03\x04")}, "Dit bestand is geen CSV."),
            ({"year": "2021", "file": SimpleUploadedFile("l.csv", b"x" * 300_000)}, "Dit bestand is te groot"),
            (
                {"year": "2021", "text": LIST, "file": SimpleUploadedFile("l.csv", b"a;1")},
                "Plak een lijst of kies een bestand, niet allebei.",
            ),
        ],
    )
    def test_bad_input_is_told_and_what_was_typed_stays(self, client, administrator, geel, sent, sentence):
        response = client.post(PAGE, sent)
        html = response.content.decode()
        assert response.status_code == 422
        assert sentence in html
        assert f'name="year" value="{sent["year"]}"' in html or not sent["year"]
        assert sent.get("text", "").strip() in html.replace("\r", "")
        assert not OriginCount.objects.exists()

    @pytest.mark.parametrize("role", ["case_handler", "finance", "analyst", ""])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_only_an_administrator(self, client, role, method):
        client.force_login(make.user(ministry_role=role) if role else make.editor(make.local_government()))
        assert getattr(client, method)(PAGE).status_code == 403

    def test_it_costs_the_same_for_many(self, client, administrator, django_assert_num_queries):
        for number in range(3):
            OriginCount.objects.create(local_government=make.local_government(), year=2020 + number, inhabitants=5)
        client.get(PAGE)
        with django_assert_num_queries(2):
            client.get(PAGE)
