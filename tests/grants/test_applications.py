"""Applying: start, find partners, choose, fill in together, submit, take back (R11, R15, R17, R18)."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from grants import access
from grants.models import Application, ApplicationVersion, Commitment, Exemption, Participant
from grants.services import applications
from grants.services.applications.submitting import fingerprint
from municipalities.models import OriginCount
from samenleven.core.errors import Conflict, DomainError
from samenleven.notices.models import Notice
from tests import make
from tests.grants.applying import CLOSES, IBAN, NOW, OPENS, call, fill_in, submit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def offered():
    return call()


@pytest.fixture
def lokeren():
    return make.local_government("46014", name="Lokeren")


@pytest.fixture
def an(lokeren):
    return make.editor(lokeren, first_name="An", last_name="Peeters")


@pytest.fixture
def begun(offered, lokeren, an):
    return applications.start(project_round=offered.round, lead=lokeren, by=an)


def values_of(application):
    application.refresh_from_db()
    return applications.read_sheet(application).values()


def texts(application):
    application.refresh_from_db()
    return [point.text for point in applications.open_points(applications.read_sheet(application))]


# --- starting ---------------------------------------------------------------------------------------------------------
class TestStarting:
    def test_a_draft_with_its_lead_confirmed(self, begun, lokeren):
        assert (begun.status, begun.lead) == ("draft", lokeren)
        assert list(begun.participants.values_list("local_government__code", "status")) == [("46014", "confirmed")]

    def test_twice_is_once(self, begun, offered, lokeren, an):
        assert applications.start(project_round=offered.round, lead=lokeren, by=an) == begun
        assert Application.objects.count() == 1

    @pytest.mark.parametrize(
        ("at", "opens"),
        [
            (OPENS - dt.timedelta(seconds=1), False),
            (OPENS, True),
            (CLOSES - dt.timedelta(seconds=1), True),
            (CLOSES, False),
        ],
    )
    def test_only_while_the_call_is_open(self, offered, lokeren, an, clock, at, opens):
        clock.move_to(at)
        if opens:
            applications.start(project_round=offered.round, lead=lokeren, by=an)
        else:
            with pytest.raises(DomainError, match="de oproep is niet open"):
                applications.start(project_round=offered.round, lead=lokeren, by=an)
        assert Application.objects.exists() is opens

    def test_who_takes_part_elsewhere_is_told_where_and_what_to_do(self, offered, lokeren, an):
        gent = make.local_government(name="Gent")
        other = applications.start(project_round=offered.round, lead=gent, by=make.editor(gent))
        asked = applications.invite(application=other, local_government=lokeren, by=an)
        applications.answer(participant=asked, takes_part=True, by=an)
        with pytest.raises(DomainError, match="Lokeren doet in deze ronde al mee in de aanvraag van Gent"):
            applications.start(project_round=offered.round, lead=lokeren, by=an)

    def test_after_a_withdrawal_a_new_one_can_begin(self, begun, offered, lokeren, an):
        applications.withdraw(application=begun, by=an)
        assert applications.start(project_round=offered.round, lead=lokeren, by=an) != begun


# --- partners ---------------------------------------------------------------------------------------------------------
class TestPartners:
    def test_a_member_is_told_and_confirms_from_its_own_account(self, begun, an):
        sint_niklaas = make.local_government(name="Sint-Niklaas")
        bo = make.editor(sint_niklaas)
        asked = applications.invite(application=begun, local_government=sint_niklaas, by=an, partnership_name="Samen")
        assert Notice.objects.get(to=bo).subject == "Zeg of u meedoet aan de aanvraag van Lokeren: Projectronde 5"
        assert "Sint-Niklaas bevestigde nog niet." in texts(begun)
        applications.answer(participant=asked, takes_part=True, by=bo)
        begun.refresh_from_db()
        assert str(begun.partnership) == "Samen"
        assert "Sint-Niklaas bevestigde nog niet." not in texts(begun)
        assert Notice.objects.get(to=an).subject == "Uw aanvraag: Sint-Niklaas heeft bevestigd"

    def test_two_regions_are_refused_with_both_names(self, begun, an):
        hasselt = make.local_government(name="Hasselt", reference_region=make.region("Limburg"))
        with pytest.raises(DomainError, match="Hasselt ligt in Limburg en Lokeren in Waasland"):
            applications.invite(application=begun, local_government=hasselt, by=an)
        assert begun.participants.count() == 1

    def test_vgc_lies_in_no_region(self, begun, an):
        vgc = make.local_government("vgc", name="VGC", kind="vgc", reference_region=None, province="")
        applications.invite(application=begun, local_government=vgc, by=an)
        assert begun.participants.count() == 2

    def test_a_second_partnership_is_refused(self, begun, offered, an):
        herselt, gent = make.local_government(name="Herselt"), make.local_government(name="Gent")
        person = make.editor(herselt)
        other = applications.start(project_round=offered.round, lead=gent, by=make.editor(gent))
        first = applications.invite(application=begun, local_government=herselt, by=an)
        second = applications.invite(application=other, local_government=herselt, by=an)
        applications.answer(participant=first, takes_part=True, by=person)
        with pytest.raises(DomainError, match="Herselt doet in deze ronde al mee in de aanvraag van Lokeren"):
            applications.answer(participant=second, takes_part=True, by=person)
        assert Participant.objects.get(pk=second.pk).status == "invited"

    def test_an_exemption_allows_a_second(self, begun, offered, an):
        herselt, gent = make.local_government(name="Herselt"), make.local_government(name="Gent")
        other = applications.start(project_round=offered.round, lead=gent, by=make.editor(gent))
        asked = [applications.invite(application=one, local_government=herselt, by=an) for one in (begun, other)]
        exemption = Exemption.objects.create(
            round=offered.round,
            local_government=herselt,
            until=CLOSES,
            reason="Overgang.",
            granted_at=NOW,
            granted_by=an,
        )
        for one in asked:
            applications.answer(participant=one, takes_part=True, by=an)
        assert Participant.objects.get(pk=asked[1].pk).exemption == exemption

    def test_who_declines_can_be_taken_out_and_the_lead_cannot(self, begun, an):
        gent = make.local_government(name="Gent")
        asked = applications.invite(application=begun, local_government=gent, by=an)
        applications.answer(participant=asked, takes_part=False, by=make.editor(gent))
        assert "Gent doet niet mee. Haal dit bestuur uit de aanvraag." in texts(begun)
        applications.uninvite(participant=asked, by=an)
        assert begun.participants.count() == 1
        begun.refresh_from_db()
        assert begun.partnership is None
        with pytest.raises(DomainError, match="De trekker kan niet uit de aanvraag"):
            applications.uninvite(participant=begun.participants.get(), by=an)

    def test_a_member_gets_its_own_fields_for_what_was_chosen(self, begun, an):
        applications.choose_actions(application=begun, numbers=[7], by=an)
        gent = make.local_government("44021", name="Gent")
        applications.invite(application=begun, local_government=gent, by=an)
        assert {"planned 7.1 46014", "planned 7.1 44021"} <= values_of(begun).keys()


class TestEligibility:
    @pytest.fixture(autouse=True)
    def of_a_year(self, offered, lokeren):
        offered.round.origin_year = 2026
        offered.round.save(update_fields=["origin_year"])
        OriginCount.objects.create(local_government=lokeren, year=2026, inhabitants=5000)

    def test_who_is_too_small_reads_how_much_is_missing_and_what_to_do(self, begun):
        (text,) = [text for text in texts(begun) if "niet-EU-14" in text]
        assert "U telt er 5.000: 2.501 te weinig. Werk samen met een bestuur uit dezelfde referentieregio." in text

    def test_together_they_are_large_enough(self, begun, an):
        beveren = make.local_government(name="Beveren")
        OriginCount.objects.create(local_government=beveren, year=2026, inhabitants=2501)
        applications.invite(application=begun, local_government=beveren, by=an)
        assert not [text for text in texts(begun) if "niet-EU-14" in text]

    def test_while_a_count_is_missing_nothing_is_refused(self, begun, an):
        applications.invite(application=begun, local_government=make.local_government(name="Beveren"), by=an)
        assert not [text for text in texts(begun) if "niet-EU-14" in text]
        assert "Niet nagekeken" in str(applications.read_sheet(begun).eligibility)


# --- choosing and filling in --------------------------------------------------------------------------------------------
class TestFillingIn:
    def test_what_is_chosen_comes_last_and_what_goes_closes_the_gap(self, begun, an):
        applications.choose_actions(application=begun, numbers=[7], by=an)
        applications.choose_actions(application=begun, numbers=[6, 7], by=an)
        assert dict(begun.lines.values_list("offer__action__number", "priority")) == {7: 1, 6: 2}
        applications.choose_actions(application=begun, numbers=[6], by=an)
        assert dict(begun.lines.values_list("offer__action__number", "priority")) == {6: 1}

    def test_an_action_that_is_not_paid_is_refused(self, begun, offered, an):
        make.offer(offered.round, make.action(12), financed=False)
        with pytest.raises(DomainError, match="Actie 12 wordt in deze ronde niet betaald"):
            applications.choose_actions(application=begun, numbers=[12], by=an)

    def test_the_contribution_is_units_times_tariff_and_never_stored(self, begun, an):
        fill_in(begun, an, six=10, seven=20)
        sheet = applications.read_sheet(begun)
        assert [line.contribution for line in sheet.lines] == [Decimal("6000.00"), Decimal("13000.00")]
        assert sheet.requested == Decimal("19000.00")

    def test_an_incentive_is_asked_without_co_financing(self, begun, an):
        fill_in(begun, an)
        seen = values_of(begun)
        applications.revise(application=begun, wanted={"incentive cooperation": True}, seen=seen, by=an)
        sheet = applications.read_sheet(begun)
        assert (sheet.contribution, sheet.incentives, sheet.requested) == (
            Decimal("19000.00"),
            Decimal("10000.00"),
            Decimal("29000.00"),
        )
        assert "De stimulans samenwerking is voor wie met andere besturen aanvraagt." in texts(begun)

    def test_two_people_fill_in_other_fields_at_the_same_time(self, begun, an):
        applications.choose_actions(application=begun, numbers=[6, 7], by=an)
        seen = values_of(begun)
        applications.revise(application=begun, wanted=seen | {"planned 6.1 46014": 5}, seen=seen, by=an)
        second = applications.revise(application=begun, wanted=seen | {"planned 7.1 46014": 6}, seen=seen, by=an)
        assert (second.kept, second.overtaken) == (["planned 7.1 46014"], {})
        now = values_of(begun)
        assert (now["planned 6.1 46014"], now["planned 7.1 46014"]) == (5, 6)

    def test_the_second_of_two_people_in_one_field_is_told_what_stands_there(self, begun, an):
        applications.choose_actions(application=begun, numbers=[6], by=an)
        seen = values_of(begun)
        applications.revise(application=begun, wanted={"planned 6.1 46014": 5, "iban": IBAN}, seen=seen, by=an)
        late = {"planned 6.1 46014": 9, "contact_first_name": "Bo"}
        second = applications.revise(application=begun, wanted=late, seen=seen, by=an)
        assert second.overtaken == {"planned 6.1 46014": 5}
        assert second.kept == ["contact_first_name"]
        assert values_of(begun)["planned 6.1 46014"] == 5

    def test_initiatives_and_partners_are_kept_in_their_order(self, begun, an):
        applications.choose_actions(application=begun, numbers=[7], by=an)
        told = {
            "initiatives 7": ["Huiswerkbegeleiding", "Zomerschool"],
            "parties 7": [["school", "GO! atheneum", "bereikt de jongeren"], ["vdab", "", ""]],
            "shortage 7": True,
        }
        seen = values_of(begun)
        applications.revise(application=begun, wanted=told, seen=seen, by=an)
        assert {name: values_of(begun)[name] for name in told} == told

    def test_current_reach_of_an_earlier_round_is_fixed(self, offered, lokeren, an):
        old = make.round("4")
        known = make.indicator(make.offer(old, offered.six.offer.action, indicators=0))
        offered.six.continues.add(known)
        line = make.line(make.application(old, lokeren), known.offer)
        make.commitment(make.participation(line), known, current_reach=12, target=22)
        made = applications.start(project_round=offered.round, lead=lokeren, by=an)
        applications.choose_actions(application=made, numbers=[6, 7], by=an)
        seen = values_of(made)
        assert (seen["current 6.1 46014"], seen["current 7.1 46014"]) == (12, None)
        with pytest.raises(DomainError, match="ligt vast sinds uw eerste ronde"):
            applications.revise(application=made, wanted={"current 6.1 46014": 3}, seen=seen, by=an)
        assert values_of(made)["current 6.1 46014"] == 12

    def test_the_round_before_is_offered_as_a_start(self, lokeren, an):
        old = make.round("4")
        now = call(previous=old)
        known = make.indicator(make.offer(old, now.six.offer.action, indicators=0))
        now.six.continues.add(known)
        line = make.line(make.application(old, lokeren), known.offer)
        make.commitment(make.participation(line), known, current_reach=3, units="24.5", target=28)
        made = applications.start(project_round=now.round, lead=lokeren, by=an)
        assert applications.offer_last_year(application=made, by=an) == 1
        found = values_of(made)
        assert (found["current 6.1 46014"], found["planned 6.1 46014"]) == (3, 24)
        assert Commitment.objects.count() == 1


# --- submitting ---------------------------------------------------------------------------------------------------------
class TestSubmitting:
    def test_everything_that_is_open_is_told_at_once(self, begun, an):
        assert texts(begun) == [
            "Kies minstens één actie.",
            "Contactpersoon: vul voornaam, familienaam, e-mailadres in.",
            "Vul het rekeningnummer (IBAN) in.",
        ]
        with pytest.raises(DomainError, match="Kies minstens één actie"):
            submit(begun, an)
        assert not ApplicationVersion.objects.exists()

    def test_a_version_with_its_digest_and_a_notice_to_every_member(self, begun, an):
        fill_in(begun, an)
        version = submit(begun, an)
        begun.refresh_from_db()
        assert (begun.status, version.number, version.sent_at) == ("submitted", 1, NOW)
        assert version.content["requested"] == "19000.00"
        assert version.content["contributions"]["6.1"] == {
            "title": "begeleide personen",
            "amountPerUnit": "600.00",
            "units": 10,
            "contribution": "6000.00",
        }
        assert "Peeters" not in str(version.content)
        assert len(version.digest) == 64
        assert Notice.objects.get(to=an).subject == "Ingediend: de aanvraag van Lokeren voor Projectronde 5"

    def test_two_clicks_are_one_submission(self, begun, an):
        fill_in(begun, an)
        begun.refresh_from_db()
        mark = fingerprint(applications.read_sheet(begun))
        first = applications.submit(application=begun, seen=mark, by=an)
        assert applications.submit(application=begun, seen=mark, by=an) == first
        assert ApplicationVersion.objects.count() == 1

    def test_who_was_overtaken_submits_nothing(self, begun, an):
        fill_in(begun, an)
        begun.refresh_from_db()
        mark = fingerprint(applications.read_sheet(begun))
        fill_in(begun, an, six=11)
        with pytest.raises(Conflict, match="Intussen wijzigde iemand de aanvraag"):
            applications.submit(application=begun, seen=mark, by=an)
        assert not ApplicationVersion.objects.exists()

    def test_a_second_before_the_end_counts_and_a_second_after_does_not(self, begun, an, clock):
        fill_in(begun, an)
        clock.move_to(CLOSES + dt.timedelta(seconds=1))
        with pytest.raises(DomainError, match=r"De oproep is gesloten sinds 1 juni 2026 om 12\.00 uur"):
            submit(begun, an)
        assert not ApplicationVersion.objects.exists()
        clock.move_to(CLOSES - dt.timedelta(seconds=1))
        assert submit(begun, an).number == 1

    def test_taken_back_changed_and_submitted_again_is_version_two(self, begun, an):
        fill_in(begun, an)
        submit(begun, an)
        with pytest.raises(DomainError, match="Neem ze terug om nog iets te wijzigen"):
            fill_in(begun, an, six=11)
        applications.take_back(application=begun, by=an)
        fill_in(begun, an, six=11)
        assert submit(begun, an).number == 2
        assert [one.content["values"]["planned 6.1 46014"] for one in begun.versions.order_by("number")] == [10, 11]

    def test_after_the_call_nothing_is_taken_back(self, begun, an, clock):
        fill_in(begun, an)
        submit(begun, an)
        clock.move_to(CLOSES)
        with pytest.raises(DomainError):
            applications.take_back(application=begun, by=an)
        with pytest.raises(DomainError):
            applications.withdraw(application=begun, by=an)
        begun.refresh_from_db()
        assert begun.status == "submitted"

    @pytest.mark.parametrize(
        ("kpi", "most", "amount"), [("six", 150, "€\xa090.000,00"), ("seven", 100, "€\xa065.000,00")]
    )
    def test_one_unit_too_many_is_an_open_point_of_that_kpi_only(self, begun, an, kpi, most, amount):
        fill_in(begun, an, **{kpi: most})
        assert texts(begun) == []
        fill_in(begun, an, **{kpi: most + 1})
        (text,) = texts(begun)
        assert f"Hoogstens {most}" in text
        assert amount in text

    def test_priorities_are_one_to_n_each_once(self, begun, an):
        fill_in(begun, an)
        seen = values_of(begun)
        wanted = {"priority 6": 2, "priority 7": 1}
        assert applications.revise(application=begun, wanted=wanted, seen=seen, by=an).kept == [*wanted]
        assert texts(begun) == []
        seen = values_of(begun)
        applications.revise(application=begun, wanted={"priority 6": 3}, seen=seen, by=an)
        assert texts(begun) == ["De prioriteiten zijn niet 1 tot en met 2, elk één keer."]


# --- the ministry -------------------------------------------------------------------------------------------------------
class TestHandling:
    @pytest.fixture
    def official(self):
        return make.user(ministry_role="case_handler", first_name="Els", last_name="Claes")

    @pytest.fixture
    def sent(self, begun, an):
        fill_in(begun, an)
        submit(begun, an)
        return begun

    def test_what_is_sent_back_can_be_put_right_until_its_own_moment(self, sent, an, official, clock):
        clock.move_to(CLOSES + dt.timedelta(days=1))
        applications.take_up(application=sent, by=official)
        until = CLOSES + dt.timedelta(days=5)
        applications.send_back(application=sent, remark="Kijk actie 6 na.", until=until, by=official)
        fill_in(sent, an, six=8)
        clock.move_to(until)
        sent.refresh_from_db()
        returned = sent.returns.get()
        assert access.lock(sent, until, returned).startswith("De tijd om te verbeteren was op 6 juni 2026")
        clock.move_to(until - dt.timedelta(seconds=1))
        assert submit(sent, an).number == 2

    def test_while_the_call_runs_nothing_is_decided(self, sent, an, official):
        for act in (
            lambda: applications.take_up(application=sent, by=official),
            lambda: applications.reject(application=sent, reason="Te laat.", by=official),
        ):
            with pytest.raises(DomainError, match="De oproep loopt nog"):
                act()
        applications.take_back(application=sent, by=an)

    def test_what_is_asked_sooner_takes_no_time_away(self, sent, an, official, clock):
        until = NOW + dt.timedelta(days=1)
        applications.send_back(application=sent, remark="Kijk actie 6 na.", until=until, by=official)
        clock.move_to(CLOSES - dt.timedelta(seconds=1))
        fill_in(sent, an, six=8)
        assert submit(sent, an).number == 2

    def test_what_does_not_come_back_goes_on_as_it_was_submitted(self, sent, official, clock):
        until = CLOSES + dt.timedelta(days=5)
        applications.send_back(application=sent, remark="Kijk actie 6 na.", until=until, by=official)
        clock.move_to(until - dt.timedelta(seconds=1))
        with pytest.raises(DomainError, match="nog tijd"):
            applications.take_up(application=sent, by=official)
        clock.move_to(until)
        applications.take_up(application=sent, by=official)
        assert Application.objects.get().status == "in_review"

    def test_a_refusal_tells_its_reason_to_the_applicant(self, sent, an, official, clock):
        clock.move_to(CLOSES)
        applications.reject(application=sent, reason=" Niet ontvankelijk. ", by=official)
        sent.refresh_from_db()
        assert (sent.status, sent.decision_reason) == ("rejected", "Niet ontvankelijk.")
        assert Notice.objects.filter(to=an, subject="Uw aanvraag voor Projectronde 5 wordt niet toegekend").exists()

    @pytest.mark.parametrize("empty", ["", "  "])
    def test_a_reason_is_asked(self, sent, official, empty):
        with pytest.raises(DomainError):
            applications.reject(application=sent, reason=empty, by=official)
        with pytest.raises(DomainError):
            applications.send_back(application=sent, remark=empty, until=CLOSES, by=official)
        with pytest.raises(DomainError):
            applications.add_note(application=sent, text=empty, by=official)
        sent.refresh_from_db()
        assert sent.status == "submitted"
