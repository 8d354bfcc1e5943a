"""Rules about what is sent back, motivated, split and limited."""

import datetime as dt

from django.utils import timezone

from kpi.models import DraftBreakdown, DraftMotivation, Limit, Motivation, Return
from kpi.states import Comparison
from tests import make
from tests.house.breaks import breaks
from tests.house.breaks.counts import a_category, a_registration

HOUR = dt.timedelta(hours=1)


def a_return(registration=None, **fields):
    now = timezone.now()
    fields = {"remark": "Kijk dit na.", "returned_at": now, "until": now + HOUR, "returned_by": make.user()} | fields
    return Return.objects.create(registration=registration or a_registration(), **fields)


def a_motivation(line=None, moment=None, **fields):
    line = line or make.line()
    moment = moment or make.moment(line.application.round)
    fields = {"number": 1, "text": "Er was minder vraag.", "sent_at": timezone.now()} | fields
    return Motivation.objects.create(line=line, moment=moment, **fields)


def _limit(**fields):
    fields = {"programme": make.programme(), "compared_with": Comparison.TARGET, "at_most": 200} | fields
    return Limit.objects.create(**fields)


@breaks("kpi_draftbreakdown_once_per_category")
def _():
    registration, category = a_registration(), a_category()
    indicator = registration.participation.commitments.get().indicator
    for _each in range(2):
        DraftBreakdown.objects.create(
            registration=registration, indicator=indicator, category=category, count=1, saved_at=timezone.now()
        )


@breaks("kpi_draftmotivation_once_per_action")
def _():
    line = make.line()
    moment = make.moment(line.application.round)
    for text in ("Zo was het.", "Of zo."):
        DraftMotivation.objects.create(line=line, moment=moment, text=text, saved_at=timezone.now())


@breaks("kpi_motivation_number_is_unique")
def _():
    first = a_motivation()
    a_motivation(first.line, first.moment)


@breaks("kpi_motivation_says_something")
def _():
    a_motivation(text="")


@breaks("kpi_motivation_is_never_changed")
def _():
    a_motivation()
    Motivation.objects.update(text="Toch anders.")


@breaks("kpi_return_one_at_a_time")
def _():
    first = a_return()
    a_return(first.registration)


@breaks("kpi_return_leaves_time")
def _():
    now = timezone.now()
    a_return(returned_at=now, until=now)


@breaks("kpi_return_settled_after_it_was_sent_back")
def _():
    a_return(settled_at=timezone.now() - HOUR, settled_by=make.user())


@breaks("kpi_return_settled_by_somebody")
def _():
    a_return(settled_at=timezone.now() + HOUR)


@breaks("kpi_return_has_a_remark")
def _():
    a_return(remark="")


@breaks("kpi_return_is_never_deleted")
def _():
    a_return().delete()


@breaks("kpi_return_only_settled_once")
def _():
    a_return()
    Return.objects.update(remark="Toch niet.")


@breaks("kpi_limit_once_each")
def _():
    """Also where a round and a KPI are left open."""
    _limit()
    _limit(at_most=300)


@breaks("kpi_limit_comparison_is_known")
def _():
    _limit(compared_with="de maan")


@breaks("kpi_limit_has_a_bound")
def _():
    _limit(at_most=None)


@breaks("kpi_limit_bounds_in_order")
def _():
    _limit(at_least=300)
