"""Deciding whether a moment is frozen now, why, and as known when; then writing it once."""

import secrets
from contextlib import contextmanager
from copy import copy
from functools import partial

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from grants.models import Application, Extension, ReportingMoment
from grants.states import ExtensionKind
from kpi.models import Registration, RegistrationVersion, Snapshot
from kpi.services.snapshots.writing import RULE_VERSION, digest, next_id, write_figures
from kpi.services.turnstile import settle
from kpi.states import RegistrationStatus, SnapshotCause
from samenleven.audit.services import record

_ONE_AT_A_TIME = 0x5A4D  # the first half of the advisory lock; the second is the id of the moment


def is_changed_since(snapshot, now=None) -> bool:
    """Whether something was sent or taken back, or an extension began or ended, after a snapshot: the moment is "verouderd" (R33)."""
    versions = RegistrationVersion.objects.filter(registration__moment=snapshot.moment_id).filter(
        Q(sent_at__gt=snapshot.as_of) | Q(taken_back_at__gt=snapshot.as_of)
    )
    # Before the deadline nothing is missing, for whoever.
    since = max(snapshot.as_of, snapshot.moment.deadline or snapshot.as_of)
    turned = _extensions(snapshot.moment_id).turned_between(since, now or timezone.now())
    return versions.exists() or turned.exists()


def _has_correction_of(snapshot) -> bool:
    """Whether something that stood in a snapshot was sent anew since.

    Who only takes back, which can be done until the deadline, says nothing else yet: that corrects no figure.
    """
    return RegistrationVersion.objects.filter(
        taken_back_at__isnull=True,
        sent_at__gt=snapshot.as_of,
        number__gt=1,
        registration__moment=snapshot.moment_id,
        registration__participation__in=snapshot.action_figures.filter(version_number__isnull=False).values(
            "participation"
        ),
    ).exists()


def needs_snapshot(moment, now=None) -> bool:
    """Whether the nightly job has something to do for a moment."""
    if not moment.is_due(now):
        return False
    latest = moment.snapshots.order_by("-number").first()
    if latest is None or not moment.snapshots.filter(cause=SnapshotCause.DEADLINE).exists():
        return True
    return is_changed_since(latest, now)


def take_if_due(moment, *, by=None, on_step=lambda done, of: None) -> Snapshot | None:
    """Freeze a moment whose deadline has passed, or correct it; None when there is nothing to do (R33).

    Run twice, on two workers at once, after a crash or late: the deadline gives one snapshot.
    """
    if not moment.is_due():
        return None
    settled_at = settle(moment)
    with _alone_with(moment) as moment:
        if not needs_snapshot(moment, settled_at):
            return None
        latest = moment.snapshots.order_by("-number").first()
        if not moment.snapshots.filter(cause=SnapshotCause.DEADLINE).exists():
            mark = partial(_mark_unreported, moment)
            return _write(moment, SnapshotCause.DEADLINE, moment.deadline, None, by, on_step, mark)
        mark = partial(_mark_out_of_time, moment, latest.as_of, settled_at)
        return _write(moment, SnapshotCause.CORRECTION, settled_at, latest, by, on_step, mark)


def take_on_demand(moment, *, by=None, on_step=lambda done, of: None) -> Snapshot:
    """Freeze a moment because somebody asks; the last snapshot when nothing changed since.

    After the deadline this is the deadline's own snapshot if it was not taken yet.
    """
    frozen = take_if_due(moment, by=by, on_step=on_step)
    if frozen is not None:
        return frozen
    settled_at = settle(moment)
    with _alone_with(moment) as moment:
        latest = moment.snapshots.order_by("-number").first()
        corrects = latest if latest is not None and _has_correction_of(latest) else None
        cause = SnapshotCause.CORRECTION if corrects else SnapshotCause.ON_DEMAND
        with transaction.atomic():
            taken = _write(moment, cause, settled_at, corrects, by, on_step)
            if latest is None or taken.digest != _digest_of_rows(latest, under=taken):
                return taken
            transaction.set_rollback(True)
        return latest


@contextmanager
def _alone_with(moment):
    """One transaction in which nobody else freezes this moment; who waited sees what the other wrote."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ONE_AT_A_TIME, moment.pk])
        yield ReportingMoment.objects.select_related("round").get(pk=moment.pk)


def _digest_of_rows(latest, *, under) -> str:
    """The digest of the rows of one snapshot under the moment of another: the same when nothing changed."""
    same = copy(under)
    same.pk = latest.pk
    return digest(same)


def _write(moment, cause, as_of, corrects, by, on_step, mark=lambda: None) -> Snapshot:
    """The figures first, the snapshot last: from then on nothing can be added.

    What `mark` holds, it holds briefly: who is typing waits for that. But it comes before the snapshot, whose row raises the
    stamp of the figures: who sends or gives more time holds the registrations or the moment first, and that stamp last.
    """
    latest = moment.snapshots.order_by("-number").first()
    number = latest.number + 1 if latest else 1
    snapshot = Snapshot(
        pk=next_id(),
        moment=moment,
        number=number,
        code=f"{moment.code}-{number}",
        cause=cause,
        as_of=as_of,
        was_due=moment.deadline is not None and moment.deadline <= as_of,
        taken_at=timezone.now(),
        taken_by=by,
        corrects=corrects,
        rule_version=RULE_VERSION,
        salt=secrets.token_hex(32),
    )
    write_figures(snapshot, on_step)
    snapshot.digest = digest(snapshot)
    mark()
    snapshot.save(force_insert=True)
    record(by, "snapshot.taken", snapshot, code=snapshot.code, cause=str(cause), digest=snapshot.digest)
    return snapshot


def _mark_unreported(moment):
    """Who did not send is marked so, but for who has more time; nothing is filled in for anybody (R35)."""
    _hold_extensions(moment)
    # At the deadline or now: who was granted time before a late freeze keeps it; whose time ended by then is marked next.
    extended = _extensions(moment).running_at(moment.deadline) | _extensions(moment).running_at(timezone.now())
    _mark(moment, Application.objects.filter(round=moment.round_id).exclude(pk__in=extended.values("application")))


def _mark_out_of_time(moment, since, now):
    """Who had more time and sent nothing in it is marked too, once that time is over."""
    _hold_extensions(moment)
    ended = _extensions(moment).ended_between(since, now).values("application")
    running = _extensions(moment).running_at(timezone.now()).values("application")
    _mark(moment, Application.objects.filter(pk__in=ended).exclude(pk__in=running))


def _extensions(moment):
    return Extension.objects.filter(moment=moment, kind=ExtensionKind.EXTENSION)


def _hold_extensions(moment):
    """Whoever is just giving somebody time is waited for, and waits for us; who sends passes."""
    ReportingMoment.objects.select_for_update(of=["self"], no_key=True).get(pk=moment.pk)


def _mark(moment, applications):
    """The registrations of these applications that were never sent, and those that nobody began, are "not reported"."""
    chosen = list(applications.values_list("pk", flat=True))
    now = timezone.now()
    unsent = Registration.objects.filter(
        moment=moment,
        participation__line__application__in=chosen,
        status__in=(RegistrationStatus.DRAFT, RegistrationStatus.RELEASED),
    )
    # In the order of their keys, as everybody who locks a page does.
    held = [registration.pk for registration in unsent.select_for_update(of=["self"]).order_by("pk")]
    Registration.objects.filter(pk__in=held).update(
        status=RegistrationStatus.NOT_REPORTED, status_at=now, status_by=None
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO kpi_registration (participation_id, moment_id, status, status_at)
            SELECT DISTINCT commitment.participation_id, %(moment)s, 'not_reported', %(now)s::timestamptz
              FROM grants_commitment commitment
              JOIN grants_participation part ON part.id = commitment.participation_id
              JOIN grants_applicationline line ON line.id = part.line_id
             WHERE line.application_id = ANY(%(chosen)s) AND commitment.known_at <= %(deadline)s
            ON CONFLICT (moment_id, participation_id) DO NOTHING
            """,
            {"moment": moment.pk, "now": now, "deadline": moment.deadline, "chosen": chosen},
        )
