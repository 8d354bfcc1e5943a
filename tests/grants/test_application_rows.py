"""What the database itself keeps of an application, whichever program writes: forms and services only say it earlier."""

import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from grants.models import (
    Application,
    ApplicationVersion,
    IncentiveRequest,
    Participant,
    ProjectRound,
)
from grants.states import AllocationRule, ApplicationStatus, IncentiveKind, ParticipantStatus
from tests import make
from tests.grants.rows import refused, run, take_part
from tests.house.breaks.applications import a_request, a_version, an_exemption

pytestmark = pytest.mark.django_db
IN_ONE = "grants_participant_in_one_application"


class TestOneApplicationInARound:
    """R11."""

    @pytest.fixture
    def town(self):
        return make.local_government(name="Geel")

    @pytest.fixture
    def first(self, town):
        """The town asks alone."""
        return a_request(town)

    def test_a_second_one_alone_is_refused(self, first, town):
        second = make.application(first.round, town, status=ApplicationStatus.DRAFT)
        refused(IN_ONE, take_part, second, town)

    def test_as_a_confirmed_member_of_another_it_is_refused(self, first, town):
        refused(IN_ONE, take_part, make.request(first.round), town)

    def test_alone_is_refused_to_who_is_a_member_already(self, town):
        partnership = a_request(make.local_government(), town)
        alone = make.application(partnership.round, town, status=ApplicationStatus.DRAFT)
        refused(IN_ONE, take_part, alone, town)

    @pytest.mark.parametrize("status", [ParticipantStatus.INVITED, ParticipantStatus.DECLINED])
    def test_asked_or_declined_it_is_in_no_second_one_yet(self, first, town, status):
        one = take_part(make.request(first.round), town, status=status)
        refused(IN_ONE, run, "UPDATE grants_participant SET status = 'confirmed' WHERE id = %s", one.pk)

    def test_in_another_round_it_takes_part_again(self, first, town):
        assert a_request(town).round != first.round

    @pytest.mark.parametrize("status", [one for one in ApplicationStatus if one != ApplicationStatus.WITHDRAWN])
    def test_it_is_bound_in_every_status_but_withdrawn(self, first, town, status):
        Application.objects.filter(pk=first.pk).update(status=status)
        assert first.participants.get().is_bound
        refused(IN_ONE, take_part, make.request(first.round), town)

    def test_withdrawing_frees_every_participant(self, town):
        member = make.local_government()
        first = a_request(town, member)
        run("UPDATE grants_application SET status = 'withdrawn' WHERE id = %s", first.pk)
        assert list(first.participants.values_list("is_bound", flat=True)) == [False, False]
        second = make.request(first.round, town)
        assert second.participants.get().is_bound
        take_part(second, member)

    def test_what_was_withdrawn_does_not_come_back_beside_a_second(self, first, town):
        Application.objects.filter(pk=first.pk).update(status=ApplicationStatus.WITHDRAWN)
        make.request(first.round, town)
        refused(IN_ONE, run, "UPDATE grants_application SET status = 'draft' WHERE id = %s", first.pk)

    def test_with_an_exemption_it_is_in_two(self, first, town):
        exemption = an_exemption(first.round, town)
        second = take_part(make.request(first.round), town, exemption=exemption)
        assert Participant.objects.filter(local_government=town, is_bound=True, status="confirmed").count() == 2
        assert second.exemption == exemption

    def test_an_exemption_is_of_this_body_in_this_round(self, first, town):
        other = make.request(first.round)
        for exemption in (an_exemption(first.round), an_exemption(local_government=town)):
            refused(
                "De vrijstelling is van een ander bestuur",
                lambda exemption=exemption: take_part(other, town, exemption=exemption),
            )


@pytest.mark.django_db(transaction=True)
def test_two_at_once_from_two_connections_are_one_application():
    town, project_round = make.local_government(), make.round()
    asked = [take_part(make.request(project_round), town, status=ParticipantStatus.INVITED) for _each in range(2)]
    ready, ended = threading.Barrier(2), []

    def confirm(one):
        try:
            with transaction.atomic():
                ready.wait(timeout=10)
                Participant.objects.filter(pk=one.pk).update(status=ParticipantStatus.CONFIRMED)
            ended.append("confirmed")
        except IntegrityError as error:
            ended.append(IN_ONE in str(error))
        finally:
            connections.close_all()

    members = [threading.Thread(target=confirm, args=[one]) for one in asked]
    for member in members:
        member.start()
    for member in members:
        member.join(timeout=30)
    assert sorted(ended, key=str) == [True, "confirmed"]
    assert Participant.objects.filter(local_government=town, status=ParticipantStatus.CONFIRMED).count() == 1


class TestSubmittedVersion:
    """R17, R29."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE grants_applicationversion SET digest = 'x'",
            "UPDATE grants_applicationversion SET content = '{}'",
            "DELETE FROM grants_applicationversion",
        ],
    )
    def test_it_is_not_changed_and_not_deleted(self, statement):
        a_version(content={"lines": [{"action": 7}]})
        before = list(ApplicationVersion.objects.values())
        with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
            run(statement)
        assert list(ApplicationVersion.objects.values()) == before

    def test_submitting_again_adds_the_next(self):
        first = a_version()
        second = a_version(first.application, number=2)
        assert list(first.application.versions.all()) == [second, first]


class TestPriorities:
    @pytest.fixture
    def lines(self):
        project_round = make.round()
        offers = [make.offer(project_round) for _each in range(2)]
        asked = [(offer, {offer.indicators.get(): 10}) for offer in offers]
        return list(make.request(project_round, lines=asked).lines.order_by("priority"))

    def test_two_actions_change_places_in_one_transaction(self, lines):
        for line, priority in zip(lines, (2, 1), strict=True):
            run("UPDATE grants_applicationline SET priority = %s WHERE id = %s", priority, line.pk)
        connection.check_constraints()
        assert [line.pk for line in lines[0].application.lines.order_by("priority")] == [lines[1].pk, lines[0].pk]

    def test_halfway_it_does_not_end(self, lines):
        run("UPDATE grants_applicationline SET priority = 2 WHERE id = %s", lines[0].pk)
        with pytest.raises(IntegrityError, match="grants_applicationline_priority_once"), transaction.atomic():
            connection.check_constraints()
        run("UPDATE grants_applicationline SET priority = 1 WHERE id = %s", lines[0].pk)

    def test_many_wait_for_a_place(self, lines):
        lines[0].application.lines.update(priority=None)
        connection.check_constraints()


class TestIncentives:
    """R16."""

    def test_a_mentor_for_each_action_and_the_others_once(self):
        application = a_request()
        line = application.lines.get()
        for kind, of in ((IncentiveKind.MENTORSHIP, line), (IncentiveKind.COOPERATION, None)):
            IncentiveRequest.objects.create(application=application, kind=kind, line=of)
            with pytest.raises(IntegrityError, match="grants_incentiverequest_once"), transaction.atomic():
                IncentiveRequest.objects.create(application=application, kind=kind, line=of)
        assert application.incentive_requests.count() == 2


class TestTheReleaseBeside:
    """The release that still runs while this one comes up knows none of the new columns."""

    def test_an_application_of_it_took_part_already(self):
        offer, town = make.offer(), make.local_government()
        run(
            "INSERT INTO grants_application (round_id, lead_id, is_imported) VALUES (%s, %s, false)",
            offer.round_id,
            town.pk,
        )
        made = Application.objects.get()
        run("INSERT INTO grants_applicationline (application_id, offer_id) VALUES (%s, %s)", made.pk, offer.pk)
        assert made.status == ApplicationStatus.AWARDED
        assert (made.iban, made.contact_email, made.ready_at, made.status_at) == ("", "", None, None)
        assert made.lines.get().priority is None
        assert not made.participants.exists()

    def test_a_round_of_it_divides_as_every_other_and_is_public(self):
        run(
            "INSERT INTO grants_projectround"
            " (programme_id, code, number, title, is_practice, starts_on, ends_on, remarks, source_url)"
            " VALUES (%s, '1', 1, 'Projectronde 1', false, '2022-10-01', '2023-09-30', '', '')",
            make.programme().pk,
        )
        made = ProjectRound.objects.get()
        assert (made.allocation_rule, made.states_are_whole) == (AllocationRule.TIERS, True)
        assert (made.advance_percentage, made.interim_percentage, made.review_days) == (80, 25, 90)
        assert made.origin_threshold == 7500
        assert made.published_at is not None
