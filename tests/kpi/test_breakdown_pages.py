"""The page on which a count is split: who sees it, what it saves, what it refuses; nothing of it leaves the portal (R26)."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
import time_machine
from django.urls import reverse

from kpi.models import DraftBreakdown, RegistrationVersion
from kpi.services import registrations, snapshots
from municipalities.models import Role
from samenleven.audit.models import Event
from tests import make
from tests.kpi.corridor import CORRECTABLE, LATE, OPEN, OVER
from tests.kpi.splits import splitting

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def one(client):
    """A page of 21 people that can be split; its editor is signed in."""
    made = splitting()
    made.page.save(21)
    client.force_login(made.page.editor)
    return made


def url(one, commitment=None, page_of=None):
    commitment = commitment or one.page.first
    moment, code = one.page.moment, (page_of or one.page.local_government).code
    return reverse(
        "kpi:registration-breakdown",
        args=[moment.round.code, moment.kind, code, commitment.participation_id, commitment.indicator.code],
    )


def field(one, code, dimension=None):
    return f"deel-{one.category(dimension or one.track, code).pk}"


def typed(one, revision=0, dimension=None, **counts):
    """The fields of a split as a browser posts them."""
    data = {}
    for code, text in counts.items():
        name = field(one, code, dimension)
        data |= {name: text, f"{name}-versie": str(revision)}
    return data


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


# --- reading ----------------------------------------------------------------------------------------------------------
def test_the_form_leads_to_the_page_of_what_can_be_split(client):
    one = splitting(actions=2)
    client.force_login(one.page.editor)
    form = reverse("kpi:registration-form", args=["5", "final", one.page.local_government.code])
    text = text_of(client.get(form))
    assert text.count("uitsplitsen (niet verplicht)") == 1
    assert f'<a href="{url(one)}">Naar de uitsplitsing</a>' in text
    page = text_of(client.get(url(one)))
    assert page.count("<table") == 3
    assert page.count('name="deel-') == 18  # nine fields, each with its revision


def test_htmx_gets_the_part_that_unfolds(client, one):
    response = client.get(url(one), headers=HTMX)
    text = response.content.decode().strip()
    assert text.startswith('<div class="breakdown"')
    assert "<html" not in text


def test_totals_and_what_is_left_are_shown(client, one):
    one.save(one.track, a=4, b=8)
    one.save(one.origin, a=5)
    text = text_of(client.get(url(one)))
    assert "Samen 12 van 21" in text
    assert "Samen 5 van 12" in text
    assert "Zet de rest (9) bij “onbekend”" in text
    assert "Zet de rest (7) bij “onbekend”" in text


def test_what_is_not_there_is_404(client, one):
    page = one.page
    commitment = make.commitment(
        page.first.participation, make.indicator(page.first.indicator.offer, position=2), target=5
    )
    assert client.get(url(one, commitment)).status_code == 404  # it cannot be split
    other = splitting(round_code="6", local_government=make.local_government())
    assert client.get(url(other)).status_code == 404
    assert client.get(url(other, page_of=page.local_government)).status_code == 404
    for code in ("7.9", "%00", "101.1%00"):
        address = url(one).replace("/101.1/", f"/{code}/")
        assert client.get(address).status_code == 404
        assert client.post(address, {"p1-1.1": "1"}, headers={"HX-Request": "true"}).status_code == 404


@pytest.mark.parametrize("actions", [1, 6])
def test_the_page_costs_the_same_however_large_the_form(client, actions, django_assert_num_queries):
    one = splitting(actions=actions)
    one.page.save(*[9] * actions)
    one.save(one.track, a=1)
    client.force_login(one.page.editor)
    with django_assert_num_queries(13):
        assert client.get(url(one)).status_code == 200


# --- who sees it ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "status"), [("analyst", 200), ("case_handler", 403), ("finance", 403), ("administrator", 403)]
)
def test_at_the_ministry_only_the_analyst_sees_it(client, one, role, status):
    one.save(one.track, a=4)
    one.page.act(registrations.submit)
    client.force_login(make.user(ministry_role=role))
    assert client.get(url(one)).status_code == status
    assert client.post(url(one), typed(one, 1, a="5")).status_code == 403
    assert one.counts() == {("traject", "a"): 4}


def test_the_analyst_sees_what_was_sent_and_no_draft(client, one):
    one.save(one.track, a=4)
    client.force_login(make.user(ministry_role="analyst"))
    assert "Hier is niets uitgesplitst." in text_of(client.get(url(one)))
    one.page.act(registrations.submit)
    text = text_of(client.get(url(one)))
    assert '<th scope="row">a</th><td class="number">4</td>' in text
    assert "deel-" not in text


def test_a_reader_reads_and_changes_nothing(client, one):
    one.save(one.track, a=4)
    client.force_login(make.editor(one.page.local_government, role=Role.READER))
    text = text_of(client.get(url(one)))
    assert '<th scope="row">a</th><td class="number">4</td>' in text
    assert "Ontwerp, nog niet ingediend." in text
    assert client.post(url(one), typed(one, 1, a="5")).status_code == 403
    assert one.counts() == {("traject", "a"): 4}


def test_the_lead_sees_the_parts_of_its_members_and_a_member_only_its_own(client, one):
    member, line = make.local_government(), one.page.first.participation.line
    theirs = make.commitment(make.participation(line, member), one.page.first.indicator)
    assert client.get(url(one, theirs)).status_code == 200
    assert client.post(url(one, theirs), typed(one, a="2")).status_code == 302
    assert DraftBreakdown.objects.get().registration.participation == theirs.participation
    client.force_login(make.editor(member))
    assert client.get(url(one, theirs, page_of=member)).status_code == 200
    assert client.get(url(one)).status_code == 404
    assert client.get(url(one, page_of=member)).status_code == 404


def test_nothing_of_it_stands_on_any_other_page(client, one, clock):
    """Neither on the pages of others, nor in a list, a file or an answer for programs; receipt and versions are the own people's."""
    one.page.save(9000)
    one.save(one.track, a=7777)
    one.page.act(registrations.submit)
    clock.move_to(LATE)
    snapshot = snapshots.take_on_demand(one.page.moment)
    place = ["5", "final", one.page.local_government.code]
    official = make.user(ministry_role="case_handler")
    analyst = make.user(ministry_role="analyst")
    registration = one.page.first.participation.registrations.get()
    pages = [reverse("kpi:registration-receipt", args=place), reverse("kpi:registration", args=[registration.pk])]
    for user in (None, official, analyst, one.page.editor):
        client.logout()
        if user:
            client.force_login(user)
        own = [] if user in (analyst, one.page.editor) else pages
        for address in (
            *own,
            reverse("kpi:registration-export", args=place),
            reverse("kpi:registration-form", args=place),
            reverse("kpi:registration-excel", args=[registration.pk]),
            reverse("kpi:follow-up"),
            reverse("kpi:follow-up-applicant", args=place),
            reverse("kpi:follow-up-csv") + "?moment=5-final",
            reverse("kpi:snapshot", args=[snapshot.code]),
            reverse("kpi:dashboard"),
            reverse("kpi:dashboard-csv"),
            reverse("api:aggregates") + "?projectRound=5",
            reverse("api:snapshot", args=[snapshot.code]),
            reverse("grants:local-government", args=[one.page.local_government.code]),
        ):
            response = client.get(address)
            text = everything_in(response)
            assert "Traject" not in text
            assert not re.search(r"7\.?777", text)
    for user in (analyst, one.page.editor):
        client.force_login(user)
        for address in pages:
            assert "7.777" in everything_in(client.get(address))


def everything_in(response):
    """The text of an answer; of a workbook that of its sheets."""
    content = b"".join(response) if response.streaming else response.content
    if not content.startswith(b"PK"):
        return content.decode()
    with ZipFile(BytesIO(content)) as workbook:
        return "".join(workbook.read(name).decode() for name in workbook.namelist())


# --- saving -----------------------------------------------------------------------------------------------------------
def test_without_javascript_all_fields_are_saved_together(client, one):
    data = typed(one, a="4", b="", onbekend="1,5") | typed(one, dimension=one.origin, a="3")
    assert client.post(url(one), data).status_code == 422
    assert not DraftBreakdown.objects.exists()
    data = typed(one, a="4", b="", onbekend="0") | typed(one, dimension=one.origin, a="3")
    response = client.post(url(one), data, follow=True)
    assert response.redirect_chain == [(url(one), 302)]
    assert "Bewaard om 12.00 uur." in text_of(response)
    assert one.counts() == {("traject", "a"): 4, ("traject", "onbekend"): 0, ("herkomst", "a"): 3}


def test_htmx_saves_one_field_and_gets_its_state_and_every_total(client, one):
    response = client.post(url(one), typed(one, a="4"), headers=HTMX)
    text = text_of(response)
    assert response.status_code == 200
    assert 'data-announce="a: bewaard"' in text
    assert f'name="{field(one, "a")}-versie" value="1"' in text
    assert text.count('hx-swap-oob="true"') == 4  # the field's state and three totals
    assert "Samen 4 van 21" in text
    assert "<input inputmode" not in text  # what is being typed beside it is never swapped away


@pytest.mark.parametrize(
    ("typed_text", "sentence"),
    [
        ("22", "Dit aantal kan niet hoger zijn dan het aantal begeleide personen (21)."),
        ("-1", "“-1” kan hier niet. Vul een geheel getal van 0 of meer in."),
        ("veel", "“veel” kan hier niet. Vul een geheel getal van 0 of meer in."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_is_refused_is_told_at_its_field_and_nothing_is_saved(client, one, typed_text, sentence, headers):
    response = client.post(url(one), typed(one, a=typed_text), headers=headers)
    assert response.status_code == 422
    assert sentence in text_of(response)
    if not headers:
        assert f'value="{typed_text}" aria-invalid="true"' in text_of(response)
    assert not DraftBreakdown.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_two_colleagues_on_one_field_both_values_are_shown(client, one, headers):
    one.save(one.track, a=4)
    response = client.post(url(one), typed(one, 0, a="5"), headers=headers)
    text = text_of(response)
    assert response.status_code == 409
    assert "ntussen wijzigde An Peeters dit veld. Nu bewaard: 4. U vulde in: 5." in text
    assert f'name="{field(one, "a")}-versie" value="1"' in text
    assert one.counts() == {("traject", "a"): 4}
    assert client.post(url(one), typed(one, 1, a="5"), headers=headers).status_code in (200, 302)
    assert one.counts() == {("traject", "a"): 5}


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 20, "²"])
def test_a_broken_revision_never_overwrites(client, one, revision):
    one.save(one.track, a=4)
    assert client.post(url(one), typed(one, revision, a="5")).status_code == 409
    assert one.counts() == {("traject", "a"): 4}


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_rest_is_put_under_unknown_by_one_click(client, one, headers):
    one.save(one.track, a=4)
    response = client.post(url(one), {"rest": "traject"}, headers=headers)
    assert response.status_code == (200 if headers else 302)
    if headers:
        assert text_of(response).strip().startswith('<div class="breakdown"')
    assert one.counts() == {("traject", "a"): 4, ("traject", "onbekend"): 17}
    assert client.post(url(one), {"rest": "weg"}, headers=headers).status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_locked_registration_says_why(client, one, headers):
    one.save(one.track, a=4)
    one.page.act(registrations.submit)
    response = client.post(url(one), typed(one, 1, a="5"), headers=headers)
    assert response.status_code == 409
    assert "Niets bewaard. Deze registratie is ingediend op" in text_of(response)
    assert one.counts() == {("traject", "a"): 4}
    page = text_of(client.get(url(one)))
    assert "Deze registratie is ingediend op" in page
    assert 'Samen</th><td class="number">4</td>' in page
    assert "deel-" not in page


def test_a_category_of_elsewhere_is_not_read(client, one):
    strange = make.dimension("vreemd").categories.first()
    data = {f"deel-{strange.pk}": "3", f"deel-{strange.pk}-versie": "0"}
    assert client.post(url(one), data).status_code == 302
    assert not DraftBreakdown.objects.exists()


def test_too_many_parts_keep_the_check_from_sending(client, one):
    one.save(one.track, a=20)
    one.page.save(5)
    submit = reverse("kpi:registration-submit", args=["5", "final", one.page.local_government.code])
    response = client.post(submit, {"seen": one.page.sheet().fingerprint})
    assert response.status_code == 422
    assert "de uitsplitsing “Traject” telt samen 20." in text_of(response)
    assert not RegistrationVersion.objects.exists()


@pytest.mark.parametrize("actions", [1, 6])
def test_saving_one_field_costs_the_same_however_large_the_form(client, actions, django_assert_num_queries):
    one = splitting(actions=actions)
    one.page.save(*[9] * actions)
    client.force_login(one.page.editor)
    with django_assert_num_queries(14):  # two of these are the savepoint that a transaction is in a test
        assert client.post(url(one), typed(one, a="1"), headers=HTMX).status_code == 200


# --- the administration -----------------------------------------------------------------------------------------------
class TestAdministration:
    @pytest.fixture(autouse=True)
    def administrator(self, client):
        person = make.user(ministry_role="administrator")
        client.force_login(person)
        return person

    def test_a_way_to_split_is_added_and_written_down(self, client, administrator):
        data = {"code": "land", "name": "Land"}
        assert client.post("/beheer/kpi/dimension/add/", data).status_code == 302
        made = make.Dimension.objects.get()
        data = {"dimension": made.pk, "code": "onbekend", "name": "onbekend", "position": "9"}
        assert client.post("/beheer/kpi/category/add/", data).status_code == 302
        indicator = make.indicator()
        data = {"indicator": indicator.pk, "dimension": made.pk}
        assert client.post("/beheer/kpi/indicatordimension/add/", data).status_code == 302
        assert indicator.indicator_dimensions.get().dimension == made
        assert Event.objects.filter(verb="admin.added", by=administrator).count() == 3

    def test_a_code_is_chosen_once(self, client):
        made = make.dimension("land")
        category = made.categories.first()
        client.post(f"/beheer/kpi/dimension/{made.pk}/change/", {"code": "anders", "name": "Nieuwe naam"})
        client.post(
            f"/beheer/kpi/category/{category.pk}/change/", {"code": "anders", "name": "Nieuwe naam", "position": "3"}
        )
        made.refresh_from_db()
        category.refresh_from_db()
        assert (made.code, made.name, category.code, category.name) == ("land", "Nieuwe naam", "a", "Nieuwe naam")
        assert list(category.events.order_by("pgh_id").values_list("name", flat=True)) == ["a", "Nieuwe naam"]

    def test_there_are_two_levels_and_no_more(self, client):
        top = make.dimension("boven")
        deeper = make.dimension("onder", of=top)
        response = client.post("/beheer/kpi/dimension/add/", {"code": "x", "name": "X", "of": deeper.pk})
        assert "Kies een uitsplitsing die zelf het aantal van de KPI splitst." in response.content.decode()
        assert make.Dimension.objects.count() == 2

    def test_what_splits_further_stands_beside_what_it_splits(self, client):
        top, indicator = make.dimension("boven"), make.indicator()
        deeper = make.dimension("onder", of=top)
        data = {"indicator": indicator.pk, "dimension": deeper.pk}
        response = client.post("/beheer/kpi/indicatordimension/add/", data)
        assert "Geef deze KPI eerst de uitsplitsing “Boven”." in response.content.decode()
        make.split(indicator, top)
        assert client.post("/beheer/kpi/indicatordimension/add/", data).status_code == 302

    def test_a_kpi_can_lose_a_split_and_what_was_sent_stays(self, client):
        one = splitting()
        one.page.save(21)
        one.save(one.study, a=4)
        one.page.act(registrations.submit)
        link = one.page.first.indicator.indicator_dimensions.get(dimension=one.study)
        assert client.post(f"/beheer/kpi/indicatordimension/{link.pk}/delete/", {"post": "yes"}).status_code == 302
        assert [split.dimension.code for split in one.read().splits] == ["traject", "herkomst"]
        assert RegistrationVersion.objects.get().breakdown_values.get().count == 4


def test_a_return_and_a_late_page_open_and_close_it(client, one, clock):
    one.page.act(registrations.submit)
    clock.move_to(CORRECTABLE)
    client.force_login(one.page.editor)
    assert "deel-" not in text_of(client.get(url(one)))
    one.page.act(registrations.start_correction)
    assert "deel-" in text_of(client.get(url(one)))
    clock.move_to(OVER)
    client.force_login(one.page.editor)
    assert "deel-" not in text_of(client.get(url(one)))
