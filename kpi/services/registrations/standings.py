"""How far local governments are, per reporting moment: what they must still do and by when."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, Max, Q, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from grants.models import Participation, ReportingMoment
from kpi.access import has_opened, last_change, last_entry, may_correct_at, may_take_back_at, until
from kpi.models import Registration
from kpi.states import RegistrationStatus
from municipalities.models import LocalGovernment
from samenleven.core import wording
from samenleven.core.clock import day_in_brussels

NOW, SENT, LATER, PAST = "now", "sent", "later", "past"


@dataclass
class Standing:
    """How far one local government is at one moment (stand): one card, one page."""

    moment: ReportingMoment
    local_government: LocalGovernment
    now: datetime
    actions: int
    fields: int
    filled: int = 0
    submitted: int = 0
    correcting: int = 0
    sent_at: datetime | None = None
    shows_drafts: bool = True

    @property
    def is_open(self) -> bool:
        """Whether something can be filled in."""
        last = last_change(self.moment) if self.correcting else last_entry(self.moment)
        return has_opened(self.moment, self.now) and (last is None or self.now <= last)

    @property
    def is_all_sent(self) -> bool:
        return self.submitted == self.actions

    @property
    def is_late(self) -> bool:
        """Whether the told deadline passed without a registration."""
        return self.moment.is_due(self.now) and not self.is_all_sent and not self.correcting

    @property
    def must_act(self) -> bool:
        """Whether this waits for the local government."""
        return self.is_open and not self.is_all_sent

    @property
    def section(self) -> str:
        """Under which head it stands in the list of everything."""
        if self.must_act:
            return NOW
        if self.submitted and (may_take_back_at(self.moment, self.now) or may_correct_at(self.moment, self.now)):
            return SENT
        return PAST if self.moment.is_due(self.now) else LATER

    @property
    def state(self) -> tuple[str, str]:
        """In one or two words, with the tone of its badge."""
        if self.is_all_sent:
            return _("ingediend"), "success"
        if self.correcting:
            return _("wordt verbeterd"), "warning"
        if self.submitted:
            return _("deels ingediend"), "warning"
        if self.is_late:
            return _("niet gerapporteerd"), "danger"
        if not self.is_open:
            return _("nog niet open"), "neutral"
        if not self.shows_drafts:
            return _("nog niet ingediend"), "neutral"
        if self.filled == self.fields:
            return _("klaar om in te dienen"), "warning"
        return (_("ontwerp"), "info") if self.filled else (_("nog te beginnen"), "warning")

    @property
    def next_step(self) -> str:
        """What to do now, in one sentence."""
        if self.is_all_sent:
            if may_correct_at(self.moment, self.now):
                return _("U hoeft niets meer te doen. Verbeteren kan %s.") % until(
                    self.moment, last_change(self.moment)
                )
            return _("U hoeft niets meer te doen.")
        if not self.is_open:
            if self.submitted and may_correct_at(self.moment, self.now):
                return _("Wat u indiende, kunt u nog verbeteren %s.") % until(self.moment, last_change(self.moment))
            if self.is_late:
                return _("U kunt niets meer indienen.")
            if self.moment.opens_at is None:
                return _("De begindatum is nog niet bekend.")
            return _("Registreren kan vanaf %s.") % wording.moment(self.moment.opens_at)
        if self.correcting:
            return _("Dien uw verbetering in, of stop ermee. Tot dan geldt wat u eerder indiende.")
        if self.is_late:
            return _("De deadline is voorbij. U kunt nog indienen %s.") % until(self.moment, last_entry(self.moment))
        if self.filled == self.fields:
            return _("Kijk uw cijfers na en dien ze in.")
        return _("Vul de cijfers verder aan.") if self.filled else _("Vul in hoeveel u bereikte.")

    @property
    def time_left(self) -> str:
        """How long until the told deadline, when that is near enough to matter."""
        if not self.must_act or self.is_late or self.correcting or self.moment.deadline is None:
            return ""
        days = (day_in_brussels(self.moment.deadline) - day_in_brussels(self.now)).days
        if days == 0:
            return _("vandaag is de laatste dag")
        return ngettext("nog %(days)s dag", "nog %(days)s dagen", days) % {"days": days}


def standings_of(user, now):
    """The (moment, local government) pairs somebody may see and something is expected of: what must be done first.

    A queryset of values, to be paged; `as_standings` makes a page of them into standings.
    """
    moment = "line__application__round__moments"
    known = Q(commitments__known_at__lte=now)
    return (
        Participation.objects.of(user)
        .filter(known, known_at__lte=now, **{f"{moment}__isnull": False})
        .values("local_government_id", moment_id=F(moment))
        .annotate(
            actions=Count("pk", distinct=True),
            fields=Count("commitments", distinct=True),
            sent=Count("registrations", filter=_sent(moment), distinct=True),
            when=_when(moment, now),
        )
        .annotate(is_all_sent=Case(When(sent=F("actions"), then=Value(1)), default=Value(0)))
        .order_by(
            "when", "is_all_sent", *_in_time(moment), "local_government__sort_name", "local_government_id", "moment_id"
        )
    )


def _sent(moment):
    return Q(registrations__moment=F(moment), registrations__status=RegistrationStatus.SUBMITTED)


def _when(moment, now):
    """0: can be worked on; 1: opens later; 2: is over."""
    over = Q(**{f"{moment}__changes_until__lt": now}) | Q(
        **{f"{moment}__changes_until__isnull": True, f"{moment}__entries_until__lt": now}
    )
    over |= Q(
        **{
            f"{moment}__changes_until__isnull": True,
            f"{moment}__entries_until__isnull": True,
            f"{moment}__deadline__lt": now,
        }
    )
    return Case(When(over, then=Value(2)), When(**{f"{moment}__opens_at__lte": now}, then=Value(0)), default=Value(1))


def _in_time(moment):
    """The nearest deadline first; of what is over, the newest."""
    deadline = F(f"{moment}__deadline")
    return [
        Case(When(when__lt=2, then=deadline)).asc(nulls_last=True),
        Case(When(when=2, then=deadline)).desc(nulls_last=True),
    ]


def as_standings(pairs, now, *, sees_drafts=None) -> list[Standing]:
    """The standings of one page: three queries; `sees_drafts` tells of which local governments the drafts are shown."""
    pairs = list(pairs)
    moments = ReportingMoment.objects.select_related("round").in_bulk({pair["moment_id"] for pair in pairs})
    governments = LocalGovernment.objects.in_bulk({pair["local_government_id"] for pair in pairs})
    counted = {
        (row["moment_id"], row["government"]): row
        for row in Registration.objects.filter(moment__in=moments, participation__local_government__in=governments)
        .values("moment_id", government=F("participation__local_government_id"))
        .annotate(
            submitted=Count("pk", filter=Q(status=RegistrationStatus.SUBMITTED), distinct=True),
            correcting=Count("pk", filter=Q(status=RegistrationStatus.CORRECTING), distinct=True),
            filled=Count(
                "draft_values",
                filter=Q(draft_values__count__isnull=False) | Q(draft_values__not_applicable=True),
                distinct=True,
            ),
            sent_at=Max("versions__sent_at", filter=Q(versions__taken_back_at__isnull=True)),
        )
    }
    made = []
    for pair in pairs:
        row = counted.get((pair["moment_id"], pair["local_government_id"]), {})
        made.append(
            Standing(
                moment=moments[pair["moment_id"]],
                local_government=governments[pair["local_government_id"]],
                now=now,
                actions=pair["actions"],
                fields=pair["fields"],
                filled=row.get("filled", 0),
                submitted=row.get("submitted", 0),
                correcting=row.get("correcting", 0),
                sent_at=row.get("sent_at"),
                shows_drafts=sees_drafts is None or sees_drafts(governments[pair["local_government_id"]]),
            )
        )
    return made
