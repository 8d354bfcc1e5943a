"""Sentences that several pages of figures say."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.states import Precision
from samenleven.core import wording
from samenleven.core.clock import day_in_brussels


def deadline_in_words(deadline, precision, now) -> str:
    """The told deadline of a moment, and how far away it is."""
    if deadline is None:
        return _("Er is nog geen deadline bekend.")
    written = wording.moment(deadline, "month" if precision == Precision.MONTH else "minute")
    if deadline <= now:
        return _("De deadline was %(moment)s.") % {"moment": written}
    days = (day_in_brussels(deadline) - day_in_brussels(now)).days
    if days == 0:
        return _("De deadline is vandaag: %(moment)s.") % {"moment": written}
    left = ngettext("nog %(days)s dag", "nog %(days)s dagen", days) % {"days": wording.count(days)}
    return _("De deadline is %(moment)s (%(left)s).") % {"moment": written, "left": left}


def way_out_in_words(actions) -> str:
    """What somebody can ask instead, when a count has no list to move to the map of now: these actions have one."""
    if not actions:
        return _("Kies de kaart “Gemeenten van toen”.")
    listed = ngettext("actie %(numbers)s", "actie %(numbers)s of %(last)s", len(actions)) % {
        "numbers": ", ".join(map(str, actions[:-1] or actions)),
        "last": actions[-1],
    }
    return _(
        "Het lukt wel voor een actie waarvan de lijst volledig is: kies %(listed)s. Of kies “Gemeenten van toen”."
    ) % {"listed": listed}


def mail_in_words(topic) -> tuple[str, str, str]:
    """How the mail of a reminder fared, the tone of its badge, and when it left or how often it was tried."""
    notice = topic.reminder.notice
    if not topic.to.email:
        return _("alleen in het portaal"), "neutral", ""
    if notice.sent_at:
        return _("vertrokken"), "success", wording.stamp(notice.sent_at)
    if notice.dropped_at:
        return _("niet meer nodig"), "neutral", ""
    if notice.attempts:
        tried = ngettext("%(number)s poging", "%(number)s pogingen", notice.attempts) % {"number": notice.attempts}
        return _("uitgesteld"), "warning", tried
    return _("wacht"), "info", ""


def check_in_words(snapshot) -> tuple[str, str]:
    """What the newest recount of a snapshot gave, and the tone of its badge (R34); see `newest_check`."""
    made = snapshot.check_made
    if made is None:
        return _("nog niet herteld"), "neutral"
    if made["stored"] != snapshot.digest:
        return _("bewaarde rijen wijken af"), "danger"
    if made["recount"] != snapshot.digest:
        return _("hertelling wijkt af"), "danger"
    return _("hertelling klopt"), "success"
