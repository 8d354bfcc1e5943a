"""Rules about people and local governments."""

import datetime as dt

from django.utils import timezone

from municipalities.models import LocalGovernment, Membership, Merger, OriginCount, Period
from samenleven.accounts.models import User
from samenleven.audit.models import Event
from samenleven.audit.services import record
from samenleven.notices.models import Notice
from tests import make
from tests.house.breaks import breaks

DAY, EARLIER = dt.date(2025, 1, 1), dt.date(2024, 12, 31)


def _change(row, **fields):
    return type(row)._base_manager.filter(pk=row.pk).update(**fields)


@breaks("municipalities_origincount_once_a_year")
def _():
    body = make.local_government()
    for inhabitants in (1, 2):
        OriginCount.objects.create(local_government=body, year=2021, inhabitants=inhabitants)


@breaks("accounts_user_ministry_role_is_known")
def _():
    User.objects.create_user("iemand", ministry_role="koning")


@breaks("accounts_user_client_cannot_sign_in")
def _():
    User.objects.create_user("toepassing", password=make.PASSWORD, is_client=True)


@breaks("municipalities_apiclient_name_is_unique")
def _():
    for _each in range(2):
        make.api_client(name="Registra")


@breaks("municipalities_apiclient_scopes_are_known")
def _():
    make.api_client(scopes=[])


@breaks("municipalities_apiclient_who_switched_it_off_says_when")
def _():
    client, _secret = make.api_client()
    _change(client, switched_off_at=timezone.now())


@breaks("audit_event_is_append_only")
def _():
    person = make.user()
    record(person, "iets", person)
    Event.objects.update(verb="iets anders")


def _notice(**fields):
    return Notice.objects.create(to=make.user(), subject="Uw registratie", text="Tekst", html="Tekst", **fields)


@breaks("notices_notice_kind_is_known")
def _():
    _notice(kind="roddel")


@breaks("notices_notice_leads_inside")
def _():
    _notice(path="//elders.example.org/")


@breaks("notices_notice_sent_or_dropped")
def _():
    _notice(sent_at=timezone.now(), dropped_at=timezone.now())


@breaks("municipalities_localgovernment_kind_is_known")
def _():
    make.local_government(kind="dorp")


@breaks("municipalities_localgovernment_ends_after_it_begins")
def _():
    make.local_government(valid_from=DAY, valid_until=EARLIER)


@breaks("municipalities_localgovernment_with_a_successor_has_ended")
def _():
    make.local_government(successor=make.local_government())


@breaks("municipalities_localgovernment_does_not_succeed_itself")
def _():
    body = make.local_government(valid_until=EARLIER)
    _change(body, successor=body)


@breaks("municipalities_localgovernment_enterprise_number_is_ten_digits")
def _():
    make.local_government(enterprise_number="0207.508")


@breaks("municipalities_localgovernment_enterprise_number_is_unique")
def _():
    make.local_government(enterprise_number="0207508932", valid_until=DAY)
    LocalGovernment.objects.create(code="99999", name="Later", enterprise_number="0207508932", valid_from=DAY)


@breaks("municipalities_period_ends_after_it_starts")
def _():
    Period.objects.create(local_government=make.local_government(), starts_on=DAY, ends_on=EARLIER)


@breaks("municipalities_period_starts_once")
def _():
    body = make.local_government()
    for _each in range(2):
        Period.objects.create(local_government=body, starts_on=None)


@breaks("municipalities_merger_joins_two_bodies")
def _():
    body = make.local_government()
    Merger.objects.create(predecessor=body, successor=body, merged_on=DAY)


@breaks("municipalities_membership_one_role_each")
def _():
    body = make.local_government()
    Membership.objects.create(user=make.editor(body), local_government=body, role="reader")


@breaks("municipalities_membership_role_is_known")
def _():
    make.editor(make.local_government(), role="burgemeester")
