"""Where the rows of each file come from: the resources of the API, one by one."""

from collections.abc import Iterator

from grants.api.catalogue import ActionSerializer, GoalSerializer, actions, goals
from grants.api.rounds import ProjectRoundSerializer, project_rounds
from kpi.api import breakdowns
from kpi.api.aggregates import GROUPS, Aggregates
from kpi.api.participations import Participations
from kpi.api.snapshots import SnapshotSerializer, snapshots
from kpi.figures import each_aggregate, each_participation, frozen
from kpi.figures.published import published_cells
from kpi.figures.results import bases_of, public_rounds
from municipalities.api import LocalGovernmentSerializer
from municipalities.models import LocalGovernment
from samenleven.core.api.values import moment
from samenleven.open_data.files import Frozen

CHUNK = 500


def goals_rows(user, asked):
    for goal in goals(user).order_by("number"):
        yield GoalSerializer(goal).data


def actions_rows(user, asked):
    for action in actions(user).order_by("number"):
        yield ActionSerializer(action).data


def indicators_rows(user, asked):
    for action in actions_rows(user, asked):
        for offer in action["offers"]:
            for indicator in offer["indicators"]:
                yield {"projectRound": offer["projectRound"], "action": action["number"], **indicator}


def rounds_rows(user, asked):
    rounds = project_rounds(user).filter(programme__is_current=True).real().order_by("number", "code")
    for one in rounds:
        yield ProjectRoundSerializer(one).data


def local_governments_rows(user, asked):
    rows = LocalGovernment.objects.visible_to(user).select_related("reference_region", "successor")
    for one in rows.order_by("sort_name", "code").iterator(CHUNK):
        yield LocalGovernmentSerializer(one).data


def snapshots_rows(user, asked):
    rows = snapshots(user).filter(moment__round__is_practice=False, moment__round__programme__is_current=True)
    order = ("moment__round__number", "moment__round__code", "moment__covers_until", "moment__kind", "number")
    for one in rows.order_by(*order).iterator(CHUNK):
        yield SnapshotSerializer(one).data


def participations_rows(user, asked):
    shown = Participations().shown
    for basis, filters, about in bases_asked(asked):
        for row in each_participation(basis, filters):
            yield shown(row) | about[row.project_round]


def aggregates_rows(user, asked):
    shown, groups = Aggregates().shown, [GROUPS[word] for word in asked.get("group_by", ("action",))]
    for basis, filters, about in bases_asked(asked):
        for row in each_aggregate(basis, ("project_round", *groups), filters):
            yield shown(row) | about[row.project_round]


def breakdowns_rows(user, asked):
    """The cells that are published, of the snapshot that is asked or of all that are public; never counted here (R38)."""
    snapshot = asked.get("snapshot")
    snapshots = [snapshot] if snapshot else [one.snapshot for one in public_rounds() if one.snapshot]
    about = {one.pk: {"snapshot": one.code, "asOf": moment(one.as_of)} for one in snapshots}
    for cell in published_cells(*snapshots).iterator(CHUNK):
        yield breakdowns.shown(cell) | about[cell.snapshot_id]


def tables_of(snapshot) -> Frozen | None:
    """The published tables of a snapshot, made after it; nothing where it has none, or not yet."""
    made = getattr(snapshot, "publication", None)
    return made and Frozen(made.digest, made.published_at)


def bases_asked(asked) -> Iterator[tuple]:
    """What figures rest on, which rounds, and what each row says of that: a snapshot, or all that is public (R33)."""
    snapshot = asked.get("snapshot")
    if snapshot is not None:
        about = {"snapshot": snapshot.code, "asOf": moment(snapshot.as_of)}
        yield frozen(snapshot), {}, {snapshot.moment.round.code: about}
        return
    rounds = public_rounds()
    about_rounds = {
        one.code: {"snapshot": one.snapshot.code if one.snapshot else None, "asOf": moment(one.as_of)} for one in rounds
    }
    for basis, codes in bases_of(rounds):
        yield basis, {"project_round": codes}, about_rounds
