"""What a load leaves alone: a deadline whose figures were frozen stays where it was (R33)."""

from grants.models import ReportingMoment
from grants.services.plan_loading.catalogue import FIRST_PROGRAMME
from grants.services.plan_loading.faults import Fault
from grants.services.plan_loading.reading import Sheets
from grants.services.plan_loading.syncing import says_what_it_said, told_before
from grants.states import MomentKind


def check_frozen(sheets: Sheets, faults: list[Fault]) -> None:
    """Refuse every row that would move a deadline of which a snapshot was taken."""
    programme = next(iter(sheets["programme.csv"]), None)
    frozen = {
        (moment.round.number, moment.kind): moment
        for moment in ReportingMoment.objects.filter(
            round__programme__code=programme.text("code") if programme else FIRST_PROGRAMME["code"],
            round__is_practice=False,
            snapshots__cause="deadline",
        ).select_related("round")
    }
    said = told_before(ReportingMoment, [moment.pk for moment in frozen.values()])
    for row in sheets["rounds.csv"]:
        for kind in MomentKind:
            moment, column = frozen.get((row["project_period"], kind)), f"{kind}_report_deadline"
            if moment is None or not row.reads(column):
                continue
            told = row[column].closes if row[column] else None
            # What the portal moved before it was frozen stays anyway; an interim report that is left out is only named.
            stays = told == moment.deadline or says_what_it_said(said.get(moment.pk, {}), "deadline", told)
            if not stays and (told is not None or kind == MomentKind.FINAL):
                faults.append(
                    row.fault(column, "de cijfers van deze deadline zijn al bevroren; ze verandert niet meer.")
                )
