"""Everything somebody must do, per local government and reporting moment: as many queries for many as for one."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F, Max, Q

from grants.models import Application, Participation, ReportingMoment
from grants.terms import terms_of_moments
from kpi.models import Registration
from kpi.services.registrations.standings import NOW, PAST, Standing
from kpi.states import RegistrationStatus
from municipalities.access import local_governments_of
from municipalities.models import LocalGovernment


@dataclass(frozen=True)
class Group:
    """The parts of one member in one application: they are on its own page and on that of the lead (R24)."""

    local_government: int
    lead: int | None
    application: int
    round: int

    def is_on_page_of(self, body) -> bool:
        return body in (self.local_government, self.lead)

    def is_led_by(self, body) -> bool:
        return body == (self.lead or self.local_government)


def standings_of(user, now) -> list[Standing]:
    """How far the local governments are that somebody acts for (all for the ministry), what must be done first on top."""
    mine = _senders() if user.is_ministry else local_governments_of(user)
    parts, fields = _promised(mine, now)
    moments = list(ReportingMoment.objects.filter(round__in={group.round for group in parts}).select_related("round"))
    counted = _counted(mine, moments)
    terms = terms_of_moments(moments, {group.application for group in parts}, now)
    bodies = LocalGovernment.objects.in_bulk(mine)
    found = []
    for moment in moments:
        for pk, body in bodies.items():
            groups = [group for group in parts if group.round == moment.round_id and group.is_on_page_of(pk)]
            if groups:
                standing = _standing(moment, body, groups, parts, fields, counted, terms, now)
                standing.shows_drafts = not user.is_ministry
                found.append(standing)
    return sorted(found, key=_order)


def _senders():
    """Everybody that sends registrations: the leads, and members of whom nobody knows the lead."""
    leads = Application.objects.filter(lead__isnull=False).values_list("lead", flat=True)
    alone = Participation.objects.filter(line__application__lead__isnull=True).values_list(
        "local_government", flat=True
    )
    return frozenset(leads.union(alone))


def _promised(mine, now):
    """How many parts and fields each group has."""
    known = Q(commitments__known_at__lte=now)
    rows = (
        Participation.objects.filter(Q(local_government__in=mine) | Q(line__application__lead__in=mine))
        .filter(known, known_at__lte=now)
        .values(
            "local_government_id",
            lead=F("line__application__lead_id"),
            application=F("line__application_id"),
            round=F("line__application__round_id"),
        )
        .annotate(parts=Count("pk", distinct=True), fields=Count("commitments", distinct=True))
    )
    parts, fields = {}, {}
    for row in rows:
        group = Group(row["local_government_id"], row["lead"], row["application"], row["round"])
        parts[group], fields[group] = row["parts"], row["fields"]
    return parts, fields


def _counted(mine, moments):
    """What was saved and sent, per moment, member and application."""
    part = "participation__"
    rows = (
        Registration.objects.filter(moment__in=moments)
        .filter(
            Q(**{f"{part}local_government__in": mine}) | Q(**{f"{part}line__application__lead__in": mine}),
        )
        .values(
            "moment_id",
            "status",
            body=F(f"{part}local_government_id"),
            application=F(f"{part}line__application_id"),
        )
        .annotate(
            registrations=Count("pk", distinct=True),
            filled=Count(
                "draft_values",
                filter=Q(draft_values__count__isnull=False) | Q(draft_values__not_applicable=True),
                distinct=True,
            ),
            sent_at=Max("versions__sent_at", filter=Q(versions__taken_back_at__isnull=True)),
            returned_until=Max("returns__until", filter=Q(returns__settled_at__isnull=True)),
        )
    )
    counted: dict[tuple, list[dict]] = {}
    for row in rows:
        counted.setdefault((row["moment_id"], row["body"], row["application"]), []).append(row)
    return counted


def _standing(moment, body, groups, parts, fields, counted, terms, now):
    held: Counter = Counter()
    filled, sent, returned = 0, [], []
    for group in groups:
        for row in counted.get((moment.pk, group.local_government, group.application), []):
            held[row["status"]] += row["registrations"]
            filled += row["filled"]
            if row["sent_at"]:
                sent.append(row["sent_at"])
            if row["returned_until"]:
                returned.append(row["returned_until"])
    longest = max(
        (terms[moment.pk, group.application] for group in groups),
        key=lambda term: (bool(term.own_until), term.own_until or now),
    )
    return Standing(
        moment=moment,
        local_government=body,
        now=now,
        term=longest,
        parts=sum(parts[group] for group in groups),
        led=sum(parts[group] for group in groups if group.is_led_by(body.pk)),
        fields=sum(fields[group] for group in groups),
        filled=filled,
        submitted=held[RegistrationStatus.SUBMITTED],
        correcting=held[RegistrationStatus.CORRECTING],
        released=held[RegistrationStatus.RELEASED],
        returned=held[RegistrationStatus.RETURNED],
        returned_until=max(returned, default=None),
        sent_at=max(sent, default=None),
    )


def _order(standing):
    """What must be done first: what waits, the nearest deadline on top; of what is over, the newest."""
    deadline = standing.term.deadline
    seconds = deadline.timestamp() if deadline else float("inf")
    rank = 0 if standing.section == NOW else 2 if standing.section == PAST else 1
    return rank, -seconds if rank == 2 else seconds, standing.local_government.sort_name, standing.moment.pk
