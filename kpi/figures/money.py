"""For whom the money of an application is, and where it stands (R6): at the lead, whoever was asked for."""

from collections import Counter

from django.utils.translation import gettext as _

from samenleven.core import wording


def say_money(row, people) -> None:
    """Let a row say where the money of these participants stands, and for whom its amount is.

    `people` is empty where no place was asked for: an action as a whole holds all its money, for all who take part.
    """
    if row.figure is not None:
        row.money_at = where_money_is(people, row.figure.awarded_amount)
        row.money_for = "" if row.money_at else whom_money_is_for(people, row.figure.awarded_amount)


def where_money_is(people, amount) -> str:
    """At whom the money of these participants stands, in words, where it stands at none of them."""
    elsewhere = _led_from_elsewhere(people)
    if amount is not None or not people or len(elsewhere) < len(people):
        return ""
    return _("bij %(names)s") % {"names": _names(elsewhere)}


def whom_money_is_for(people, amount) -> str:
    """For whom the amount of these participants is, in words, where it is not for them alone or not all of theirs."""
    leads = [one for one in people if one.paid_for > 1] if amount is not None else []
    elsewhere = _led_from_elsewhere(people)
    if len(people) == 1 and leads and not elsewhere:
        return _("voor %(bodies)s besturen samen") % {"bodies": wording.count(leads[0].paid_for)}
    said = []
    # Counted once for all: lead by lead it would cost the square of a province.
    paid_through = Counter((one.action, body) for one in people for body in {one.local_government, one.lead})
    if any(lead.paid_for > paid_through[lead.action, lead.local_government] for lead in leads):
        said.append(_("ook voor besturen buiten deze keuze"))
    if elsewhere:
        said.append(_("een deel staat bij %(names)s") % {"names": _names(elsewhere)})
    return "; ".join(said)


def _led_from_elsewhere(people) -> list:
    """Those whose lead is none of these participants."""
    chosen = {(one.action, one.local_government) for one in people}
    return [one for one in people if one.lead and (one.action, one.lead) not in chosen]


def _names(people) -> str:
    return ", ".join(dict.fromkeys(one.lead_name for one in people))
