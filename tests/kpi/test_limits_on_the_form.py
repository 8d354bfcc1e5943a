"""An unusual count asks for its reason at its own field, and is saved meanwhile (R27)."""

import pytest
import time_machine

from kpi.models import DraftValue, RegistrationValue
from kpi.services import registrations
from tests import make
from tests.kpi.corridor import OPEN, corridor
from tests.kpi.test_registration_pages import name_of, save_one, text_of, url

pytestmark = pytest.mark.django_db
DOUBT = "331 is ongewoon hoog: het doel is 110, en boven 330 vragen we een reden."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPEN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def page(client):
    made = corridor(target=110)
    make.limit(compared_with="target", at_most=300)
    client.force_login(made.editor)
    return made


def explain(client, page, text, reason, revision):
    name = name_of(page.first)
    data = {name: text, f"{name}-versie": str(revision), f"{name}-reden": reason}
    return client.post(url(page, "save"), data, headers={"HX-Request": "true"})


def test_it_is_saved_and_asks_for_a_reason(client, page):
    answer = text_of(save_one(client, page, "331"))
    assert DOUBT in answer
    assert "Waarom klopt dit?" in answer
    assert "bewaard om 12.00 uur" in answer
    assert DraftValue.objects.get().count == 331
    assert DOUBT in text_of(client.get(url(page)))


def test_the_reason_is_saved_with_the_count_and_sent(client, page):
    save_one(client, page, "331")
    assert 'value="Een grote school deed mee."' in text_of(
        explain(client, page, "331", "Een grote school deed mee.", 1)
    )
    page.act(registrations.submit)
    assert RegistrationValue.objects.get().reason == "Een grote school deed mee."


def test_another_count_forgets_the_reason_of_the_one_before(client, page):
    save_one(client, page, "331")
    explain(client, page, "331", "Een grote school deed mee.", 1)
    explain(client, page, "400", "Een grote school deed mee.", 2)
    draft = DraftValue.objects.get()
    assert (draft.count, draft.reason) == (400, "")


def test_an_ordinary_count_asks_nothing(client, page):
    assert "Waarom klopt dit?" not in text_of(save_one(client, page, "330"))


def test_what_cannot_be_is_refused_at_its_field(client, page):
    make.limit(compared_with="number", at_most=1000, is_hard=True)
    refused = save_one(client, page, "1001")
    assert refused.status_code == 422
    assert "1.001 kan niet: meer dan 1.000 wordt niet aanvaard. Wijzig het cijfer." in text_of(refused)
    assert not DraftValue.objects.exists()


def test_the_check_refuses_until_the_reason_is_there(client, page):
    save_one(client, page, "331")
    refused = client.post(url(page, "submit"), {"seen": page.sheet().fingerprint})
    assert refused.status_code == 422
    assert DOUBT in text_of(refused)
    explain(client, page, "331", "Een grote school deed mee.", 1)
    assert "Uw reden: Een grote school deed mee." in text_of(client.get(url(page, "submit")))
