"""Who took part before this portal stood: imported awards without amounts, and remarks that nobody counts."""

from grants.models import (
    Application,
    ApplicationLine,
    Award,
    Participation,
    ProjectRound,
    Remark,
)
from grants.services.plan_loading.checking import takes_part
from grants.services.plan_loading.reading import Sheets
from grants.services.plan_loading.syncing import Sync
from grants.states import ApplicationStatus, AwardKind
from municipalities.models import Partnership
from samenleven.core.clock import start_of_day


def write_participants(
    sheets: Sheets,
    *,
    bodies: dict[str, int],
    rounds: dict[int, ProjectRound],
    actions: dict[int, int],
    offers: dict[tuple[int, int], int],
    sync: Sync,
) -> None:
    """One application per round and partnership, or per round and local government that is named alone."""
    rows = [row for row in sheets["participants.csv"] if takes_part(row)]
    partnerships = sync.rows(
        Partnership,
        by=("name",),
        wanted={(row["partnership"],): {} for row in rows if row["partnership"]},
        tells_all=False,
    )
    imported = Application.objects.filter(is_imported=True, round__in=rounds.values())

    def application_of(row):
        partnership = partnerships.get((row["partnership"],))
        alone = None if partnership else bodies[row["nis_code"]]
        return rounds[row["project_period"]].pk, partnership, alone

    leads = {application_of(row): bodies[row["lead"]] for row in rows if row["lead"]}
    applications = sync.rows(
        Application,
        by=("round_id", "partnership_id", "imported_for_id"),
        among=imported,
        wanted={application_of(row): {"lead_id": leads.get(application_of(row))} for row in rows},
        fresh={"is_imported": True, "status": ApplicationStatus.AWARDED},
    )
    line_of = {
        row.line: (applications[application_of(row)], offers[(row["project_period"], row["action_number"])])
        for row in rows
    }
    lines = sync.rows(
        ApplicationLine,
        by=("application_id", "offer_id"),
        among=ApplicationLine.objects.filter(application__in=imported),
        wanted={line_of[row.line]: {} for row in rows},
    )
    known_at = {row.line: _decided_at(rounds[row["project_period"]]) for row in rows}
    sync.rows(
        Award,
        by=("line_id",),
        among=Award.objects.filter(line__application__in=imported),
        wanted={(lines[line_of[row.line]],): {"known_at": known_at[row.line]} for row in rows},
        fresh={"kind": AwardKind.IMPORTED},
    )
    sync.rows(
        Participation,
        by=("line_id", "local_government_id"),
        among=Participation.objects.filter(line__application__in=imported),
        wanted={
            (lines[line_of[row.line]], bodies[row["nis_code"]]): {"known_at": known_at[row.line], **_told(row)}
            for row in rows
        },
    )
    _write_remarks(sheets, bodies, rounds, actions, sync)


def _decided_at(of):
    assert of.decided_on  # checked: nobody took part in a round that was not decided yet
    return start_of_day(of.decided_on)


def _told(row):
    return {
        "certainty": row["certainty"],
        "source": row.text("source_url"),
        "source_date": row.text("source_date"),
        "note": row.text("note"),
    }


def _write_remarks(sheets, bodies, rounds, actions, sync):
    sync.rows(
        Remark,
        by=("action_id", "round_id", "local_government_id", "role"),
        among=Remark.objects.filter(action__in=actions.values()),
        wanted={
            (
                actions[row["action_number"]],
                rounds[row["project_period"]].pk if row["project_period"] else None,
                bodies[row["nis_code"]],
                row["role"],
            ): {"partnership": row.text("partnership"), **_told(row)}
            for row in sheets["participants.csv"]
            if not takes_part(row)
        },
    )
