"""A dashboard under a name: one's own, shared when its maker wishes, and always with the figures of now."""

import io
from functools import partial

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from kpi.models import SavedView
from kpi.services import saved_views
from samenleven.audit.models import Event
from samenleven.core.errors import DomainError
from tests import make
from tests.kpi.tables import tables_of, text_of
from tests.kpi.test_registration_races import together

pytestmark = pytest.mark.django_db
KEPT = "/dashboard/kaart/?ronde=2&maat=doel"


@pytest.fixture
def analyst(client):
    person = make.user("analist", ministry_role="analyst", first_name="Ann", last_name="Peeters")
    client.force_login(person)
    return person


@pytest.fixture
def colleague():
    return make.user("bert", ministry_role="case_handler", first_name="Bert", last_name="Maes")


def keep(client, name="Mijn kaart", path=KEPT, **more):
    return client.post(reverse("kpi:saved-view-new"), {"name": name, "path": path, **more})


def view(by, name="Mijn kaart", *, is_shared=False):
    return saved_views.save(name=name, path=KEPT, is_shared=is_shared, by=by)


def listed(client):
    tables = tables_of(client.get("/weergaven/"))
    return [row[:3] for row in tables[0][1:]] if tables else []


def test_a_dashboard_leads_to_the_form_with_its_own_address(client, analyst):
    make.moment(make.round("2"))
    for path in ("/dashboard/", "/dashboard/kaart/"):
        page = client.get(f"{path}?ronde=2&op=01/03/2024").content.decode()
        link = page.partition('href="/weergaven/nieuw/?van=')[2].partition('"')[0]
        form = client.get(f"/weergaven/nieuw/?van={link}").content.decode()
        assert f'name="path" value="{path}?ronde=2&amp;op=01%2F03%2F2024"' in form


def test_what_is_kept_stands_in_the_list_and_leads_back(client, analyst):
    page = client.post(reverse("kpi:saved-view-new"), {"name": "Mijn kaart", "path": KEPT}, follow=True)
    assert "De weergave “Mijn kaart” is bewaard." in text_of(page)
    assert listed(client) == [["Mijn kaart", "Kaart", "uzelf"]]
    assert 'href="/dashboard/kaart/?ronde=2&amp;maat=doel"' in page.content.decode()
    assert list(Event.objects.values_list("verb", flat=True)) == ["saved_view.saved"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/dashboard/?ronde=1", "Overzicht"),
        ("/dashboard/actie/7/?ronde=1", "Actie 7"),
        ("/dashboard/kosten/", "Budget en resultaat"),
        ("https://example.org/dashboard/", ""),
        ("/nergens/", ""),
    ],
)
def test_the_form_says_which_dashboard_is_kept(client, analyst, path, name):
    page = client.get(reverse("kpi:saved-view-new"), {"van": path})
    said = text_of(page).partition("Weergave bewaren Dashboard met zijn filters: ")[2]
    assert said.startswith(name)
    assert bool(said) == bool(name)


def test_the_list_stands_among_the_dashboards(client, analyst):
    page = client.get("/weergaven/").content.decode()
    assert '<a href="/weergaven/" aria-current="page">Bewaarde weergaven</a>' in page
    assert 'href="/dashboard/kaart/"' in page
    assert '<a class="nav-link" href="/dashboard/" aria-current="true">Dashboard</a>' in page


@pytest.mark.parametrize(
    "path",
    [
        "",
        "https://example.org/dashboard/",
        "//example.org/dashboard/",
        "/registraties/",
        "/dashboard/nergens/te/vinden/",
        "/dashboard/excel/",
        "javascript:alert(1)",
        "/dashboard/\\example.org",
        "http://[",
    ],
)
def test_nothing_but_a_dashboard_is_kept(client, analyst, path):
    assert keep(client, path=path).status_code == 422
    assert not SavedView.objects.exists()


def test_a_name_is_somebodys_once(client, analyst, colleague):
    view(colleague)
    assert keep(client).status_code == 302
    page = keep(client, path="/dashboard/")
    assert page.status_code == 422
    assert "U hebt al een weergave met die naam." in text_of(page)
    assert SavedView.objects.of(analyst).get().path == KEPT


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/dash\tboard/", "/dashboard/"),
        ("/dashboard/kaart/?ronde=2\n&maat=doel", KEPT),
        ("/dashboard/#tabel", "/dashboard/"),
    ],
)
def test_an_address_is_kept_as_it_was_read(client, analyst, typed, kept):
    assert keep(client, path=typed).status_code == 302
    assert SavedView.objects.get().path == kept


def test_a_second_click_keeps_nothing_more(client, analyst):
    for _twice in range(2):
        assert keep(client).status_code == 302
    assert SavedView.objects.count() == 1
    assert list(Event.objects.values_list("verb", flat=True)) == ["saved_view.saved"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("paths", "refused"), [((KEPT, KEPT), 0), ((KEPT, "/dashboard/"), 1)])
def test_two_clicks_at_once_keep_one(paths, refused):
    person = make.user("analist", ministry_role="analyst")
    jobs = [partial(saved_views.save, name="Mijn kaart", path=path, is_shared=False, by=person) for path in paths]
    outcomes = together(*jobs)
    assert sum(isinstance(one, DomainError) for one in outcomes) == refused
    assert SavedView.objects.count() == 1


def test_a_view_has_a_name(client, analyst):
    assert keep(client, name=" ").status_code == 422
    assert not SavedView.objects.exists()


def test_a_colleague_sees_what_is_shared_and_nothing_else(client, analyst, colleague):
    view(colleague, "Geheim")
    shared = view(colleague, "Voor iedereen", is_shared=True)
    assert listed(client) == [["Voor iedereen", "Kaart", "Bert Maes"]]
    for address in (f"/weergaven/{shared.pk}/", f"/weergaven/{shared.pk}/verwijderen/"):
        assert client.post(address, {"name": "Van mij"}).status_code == 404
    shared.refresh_from_db()
    assert (shared.name, shared.owner) == ("Voor iedereen", colleague)


def test_the_file_of_the_list_holds_what_the_page_lists(client, analyst, colleague, settings):
    settings.SITE_URL = "https://samenleven.example.org"
    view(colleague, "Geheim")
    view(colleague, "Voor iedereen", is_shared=True)
    view(analyst, "=1+1")
    response = client.get(reverse("kpi:saved-views-excel"))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response)))
    head, *rows = book.get_sheet_by_name("Weergaven").to_python()
    assert head == ["Weergave", "Dashboard", "Van", "Gedeeld", "Bewaard op", "Adres"]
    address = f"https://samenleven.example.org{KEPT}"
    assert [(*row[:4], row[5]) for row in rows] == [
        ("=1+1", "Kaart", "Ann Peeters", "nee", address),
        ("Voor iedereen", "Kaart", "Bert Maes", "ja", address),
    ]


def test_who_left_the_ministry_sees_none(analyst, colleague):
    view(colleague, is_shared=True)
    view(analyst)
    analyst.ministry_role = ""
    assert not SavedView.objects.visible_to(analyst).exists()


def test_its_maker_changes_the_name_and_who_sees_it(client, analyst):
    mine = view(analyst)
    assert client.post(f"/weergaven/{mine.pk}/", {"name": "Onze kaart", "is_shared": "on"}).status_code == 302
    mine.refresh_from_db()
    assert (mine.name, mine.is_shared, mine.path) == ("Onze kaart", True, KEPT)


def test_another_name_of_ones_own_is_not_taken(client, analyst):
    view(analyst, "Andere")
    mine = view(analyst)
    page = client.post(f"/weergaven/{mine.pk}/", {"name": "Andere"})
    assert page.status_code == 422
    mine.refresh_from_db()
    assert mine.name == "Mijn kaart"


def test_its_maker_lets_it_go(client, analyst):
    mine = view(analyst)
    client.post(f"/weergaven/{mine.pk}/verwijderen/")
    assert not SavedView.objects.exists()
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "saved_view.saved",
        "saved_view.deleted",
    ]


def test_the_list_costs_the_same_for_one_and_for_many(client, analyst, colleague, django_assert_num_queries):
    for times in (1, 12):
        for number in range(times):
            view(colleague, f"Weergave {times}-{number}", is_shared=True)
        client.get("/weergaven/")
        with django_assert_num_queries(4):  # user, count, page, the mail of the week
            client.get("/weergaven/")
