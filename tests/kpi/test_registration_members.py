"""The pages of a partnership: a member fills in and releases, the lead sees who is missing and sends (R24)."""

import pytest
import time_machine

from kpi.models import Registration, RegistrationVersion
from kpi.services import registrations
from kpi.states import RegistrationStatus
from tests import make
from tests.kpi.corridor import OPEN, partnership
from tests.kpi.test_registration_pages import name_of, save_one, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pages():
    return partnership(members=3)


def test_the_lead_sees_the_fields_of_its_members_and_a_member_only_its_own(client, pages):
    lead, member, other = pages
    client.force_login(lead.editor)
    text = text_of(client.get(url(lead)))
    assert all(f'name="{name_of(one.first)}"' in text for one in pages)
    assert "U bent trekker van Samen Waasland: u dient in voor alle leden." in text
    client.force_login(member.editor)
    text = text_of(client.get(url(member)))
    assert f'name="{name_of(member.first)}"' in text
    assert name_of(lead.first) not in text
    assert name_of(other.first) not in text
    assert "Samen met Samen Waasland. Sint-Niklaas is trekker en dient in." in text
    assert "Nakijken en vrijgeven" in text


def test_the_pages_of_the_others_are_not_there_for_a_member(client, pages):
    lead, member, other = pages
    client.force_login(member.editor)
    assert client.get(url(lead)).status_code == 404
    assert client.get(url(other)).status_code == 404
    assert save_one(client, lead, "3").status_code == 404
    assert not Registration.objects.exists()


def test_a_field_is_the_same_field_on_both_pages(client, pages):
    lead, member, _other = pages
    client.force_login(lead.editor)
    name = name_of(member.first)
    client.post(url(lead, "save"), {name: "7", f"{name}-versie": "0"})
    client.force_login(member.editor)
    assert f'name="{name}" id="id_{name}" value="7"' in text_of(client.get(url(member)))
    assert save_one(client, member, "8", revision=0).status_code == 409
    assert save_one(client, member, "8", revision=1).status_code == 200
    assert member.sheet().fields[0].answer.count == 8


def test_a_member_checks_and_releases_and_the_lead_sends(client, pages):
    lead, member, other = pages
    member.save(7)
    client.force_login(member.editor)
    check = text_of(client.get(url(member, "submit")))
    assert "Kijk na wat u vrijgeeft" in check
    assert url(member, "release") in check
    assert url(member, "submit") not in check.split("<main")[1]
    said = text_of(client.post(url(member, "release"), follow=True))
    assert "De cijfers zijn vrijgegeven." in said
    assert "U hoeft niets meer te doen: uw trekker dient in." in said
    lead.save(5)
    client.force_login(lead.editor)
    check = text_of(client.get(url(lead, "submit")))
    assert 'data-label="Bereikt">12</td>' in check
    assert "Nog niet vrijgegeven" in check
    assert "Lid 3" in check
    assert "Wat nog niet vrijgegeven is, kunt u later indienen." in check
    client.post(url(lead, "submit"), {"seen": lead.sheet().fingerprint})
    assert list(RegistrationVersion.objects.order_by("registration_id").values_list("values__count", flat=True)) == [
        7,
        5,
    ]
    assert other.sheet().statuses == {RegistrationStatus.DRAFT}


def test_the_lead_releases_in_the_name_of_a_member(client, pages):
    lead, member, _other = pages
    client.force_login(lead.editor)
    refused = text_of(client.post(url(lead, "release"), {"member": member.local_government.code}, follow=True))
    assert "Eindrapport, actie 101, KPI 101.1 (begeleide personen), Lid 2: hier is nog niets ingevuld." in refused
    member.save(3, by=lead.editor)
    client.post(url(lead, "release"), {"member": member.local_government.code})
    released = Registration.objects.get(status=RegistrationStatus.RELEASED)
    assert (released.participation.local_government, released.status_by) == (member.local_government, lead.editor)
    client.post(url(lead, "reopen"), {"member": member.local_government.code})
    assert Registration.objects.get().status == RegistrationStatus.DRAFT


def test_a_member_that_is_not_on_the_page_can_not_be_named(client, pages):
    lead, member, other = pages
    other.save(3)
    client.force_login(member.editor)
    assert client.post(url(member, "release"), {"member": other.local_government.code}).status_code == 404
    stranger = make.local_government()
    client.force_login(lead.editor)
    assert client.post(url(lead, "release"), {"member": stranger.code}).status_code == 404
    assert Registration.objects.get().status == RegistrationStatus.DRAFT


def test_a_member_does_not_send(client, pages):
    _lead, member, _other = pages
    member.save(7)
    client.force_login(member.editor)
    said = text_of(client.post(url(member, "submit"), {"seen": ""}, follow=True))
    assert "Uw trekker dient in. U geeft uw eigen cijfers vrij." in said
    assert not RegistrationVersion.objects.exists()


def test_a_reader_releases_nothing(client, pages):
    _lead, member, _other = pages
    member.save(7)
    client.force_login(make.editor(member.local_government, role="reader"))
    assert client.post(url(member, "release")).status_code == 403
    assert Registration.objects.get().status == RegistrationStatus.DRAFT


def test_what_is_released_is_read_only_on_both_pages(client, pages):
    lead, member, _other = pages
    member.save(7)
    member.act(registrations.release)
    for page in (member, lead):
        client.force_login(page.editor)
        text = text_of(client.get(url(page)))
        assert f'name="{name_of(member.first)}"' not in text
        assert "vrijgegeven" in text
    assert (
        save_one(client, member, "8", revision=1).status_code == 404
    )  # signed in as the lead, on its own page no more
    client.force_login(member.editor)
    refused = save_one(client, member, "8", revision=1)
    assert refused.status_code == 409
    assert "Deze cijfers zijn vrijgegeven op 1 oktober 2026 om 12.00 uur." in text_of(refused)


def test_the_list_of_a_lead_counts_all_and_that_of_a_member_its_own(client, pages):
    lead, member, _other = pages
    member.save(7)
    client.force_login(lead.editor)
    assert "1 van 3 KPI's" in text_of(client.get("/registraties/"))
    client.force_login(member.editor)
    text = text_of(client.get("/registraties/"))
    assert "1 van 1 KPI's" in text
    assert "klaar om vrij te geven" in text


def test_who_else_is_here_is_told(client, pages):
    lead, _member, _other = pages
    client.force_login(lead.editor)
    assert "Ook bezig op deze pagina" not in text_of(client.get(url(lead)))
    colleague = make.editor(lead.local_government, first_name="Jan", last_name="Maes")
    client.force_login(colleague)
    assert "Ook bezig op deze pagina: An Peeters." in text_of(client.get(url(lead)))
    client.force_login(lead.editor)
    assert "Ook bezig op deze pagina: Jan Maes." in text_of(client.get(url(lead, "presence")))


@pytest.mark.parametrize("members", [2, 7])
def test_the_page_of_a_lead_costs_the_same_for_few_members_and_for_many(client, members, django_assert_num_queries):
    lead = partnership(members=members, actions=2)[0]
    client.force_login(lead.editor)
    with django_assert_num_queries(12):
        assert client.get(url(lead)).status_code == 200


def test_a_member_and_the_ministry_read_by_name_who_can_open_what_was_sent(client, pages):
    """Not "u": the member cannot, and neither can the ministry (R31)."""
    lead, member, other = pages
    for one in (member, other):
        one.save(6)
        one.act(registrations.release)
    lead.save(5)
    lead.act(registrations.submit)
    theirs = Registration.objects.get(participation__local_government=member.local_government)
    for reader in (lead.editor, member.editor, make.user(ministry_role="analyst")):
        client.force_login(reader)
        text = text_of(client.get(theirs.get_absolute_url()))
        assert "Sint-Niklaas is trekker en kan ze terugnemen tot en met 15 oktober 2026." in text
        assert "U kunt ze" not in text
