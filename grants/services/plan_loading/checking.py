"""What the files must say together: references, dates in order, and what a figure needs to be known."""

from dataclasses import dataclass, field
from itertools import pairwise

from grants.models import Programme
from grants.services.plan_loading import bodies
from grants.services.plan_loading.checking_bodies import check_bodies
from grants.services.plan_loading.faults import Fault
from grants.services.plan_loading.layout import INDICATOR_FILE
from grants.services.plan_loading.reading import Row, Sheets
from grants.states import MomentKind
from municipalities.models import LocalGovernment

KPI_COLUMNS = ("kpi_nl", "kpi_unit", "amount_per_unit_eur", "kind", "unit_family")


@dataclass
class Check:
    """One folder under examination: what it holds, and what is wrong with it so far."""

    sheets: Sheets
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self):
        self.rounds = {row["project_period"]: row for row in self.sheets["rounds.csv"]}
        self.actions = {row["number"]: row for row in self.sheets["actions.csv"]}
        self.goals = {row["number"]: row for row in self.sheets["goals.csv"]}

    def refuse(self, row: Row, column, message):
        self.faults.append(row.fault(column, message))

    def refers(self, row: Row, column, file, key, among, what):
        """A cell that names something names something that is there; without that file nothing can be said."""
        if row.holds(column) and self.sheets.has(file, key) and row[column] not in among:
            self.refuse(row, column, f"{what} {row[column]} staat niet in {file}.")

    def in_order(self, row: Row, *steps):
        """Moments of a row come after each other: (column, moment) pairs; the later column is named."""
        known = [(column, moment) for column, moment in steps if moment is not None]
        for (earlier, before), (later, after) in pairwise(known):
            if after <= before:
                self.refuse(row, later, f"{later} komt niet na {earlier}.")


def check(sheets: Sheets, faults: list[Fault]) -> None:
    """Everything the cells cannot tell one by one; adds to the faults."""
    one = Check(sheets, faults)
    _check_programme(one)
    check_bodies(sheets, faults)
    _check_rounds(one)
    _check_moments(one)
    _check_actions(one)
    _check_indicators(one)
    for file in ("offers.csv", "date_changes.csv", "support.csv", "participants.csv", "published_results.csv"):
        for row in sheets[file]:
            one.refers(row, "project_period", "rounds.csv", "project_period", one.rounds, "ronde")
            one.refers(row, "action_number", "actions.csv", "number", one.actions, "actie")
    _check_participants(one)
    _check_published(one)


def _check_programme(one):
    if len(one.sheets["programme.csv"]) != 1 and one.sheets.has("programme.csv"):
        one.faults.append(Fault("programme.csv", 0, "", "dit bestand beschrijft precies één programma."))
    for row in one.sheets["programme.csv"]:
        stored = Programme.objects.filter(code=row.text("code")).first()
        prefix = row.text("round_prefix")
        if stored and stored.round_prefix != prefix:
            told = f"“{stored.round_prefix}”" if stored.round_prefix else "leeg"
            one.refuse(row, "round_prefix", f"het voorvoegsel van een programma verandert niet meer; het is {told}.")
        elif other := Programme.objects.filter(round_prefix=prefix).exclude(code=row.text("code")).first():
            told = f"“{prefix}” is al het voorvoegsel van" if prefix else "zonder voorvoegsel staan al de rondes van"
            one.refuse(row, "round_prefix", f"{told} {other.name}; kies een ander.")


def _check_rounds(one):
    for row in one.sheets["rounds.csv"]:
        one.in_order(row, ("call_opens", _opens(row["call_opens"])), ("call_closes", call_closes(row)))
        one.in_order(
            row, ("project_year_start", row["project_year_start"]), ("project_year_end", row["project_year_end"])
        )
        if row.holds("call_closes_time") and _is_empty(row, "call_closes"):
            one.refuse(row, "call_closes_time", "er staat een uur, maar geen dag in call_closes.")
        if _is_empty(row, "government_decision"):
            for column in ("applicants", "local_governments"):
                if row.holds(column):
                    one.refuse(
                        row,
                        column,
                        "dit is pas gekend vanaf de beslissing van de regering; vul government_decision in.",
                    )


def _check_moments(one):
    told = {(row["project_period"], row["kind"]): row for row in one.sheets["reporting_moments.csv"]}
    for (number, kind), row in told.items():
        one.refers(row, "project_period", "rounds.csv", "project_period", one.rounds, "ronde")
        column = f"{kind}_report_deadline"
        of = one.rounds.get(number)
        if of and kind == MomentKind.INTERIM and _is_empty(of, column):
            one.refuse(row, "kind", f"ronde {number} heeft in rounds.csv geen {column}.")
        if row.holds("covers_from", "covers_until") and row["covers_until"] <= row["covers_from"]:
            one.refuse(row, "covers_until", "covers_until komt niet na covers_from.")
    for number, of in one.rounds.items():
        for kind in MomentKind.values:
            column = f"{kind}_report_deadline"
            deadline = of[column].closes if of[column] else None
            row = told.get((number, kind))
            if row is None or deadline is None:
                continue
            if row["opens"] and row["opens"].opens >= deadline:
                one.refuse(row, "opens", f"dit venster opent niet voor zijn deadline ({column} in rounds.csv).")
            last = deadline
            for later in ("entries_until", "changes_until"):
                if row[later] and row[later].closes < last:
                    one.refuse(
                        row,
                        later,
                        f"{later} ligt voor de datum waar het op volgt (deadline, entries_until, changes_until).",
                    )
                last = max(last, row[later].closes) if row[later] else last


def _check_actions(one):
    for row in one.sheets["actions.csv"]:
        one.refers(row, "goal_number", "goals.csv", "number", one.goals, "doelstelling")
        if one.sheets.has("rounds.csv", "project_period"):
            for number in sorted((row["financed_rounds"] or frozenset()) - one.rounds.keys()):
                one.refuse(row, "financed_rounds", f"ronde {number} staat niet in rounds.csv.")
        if row["financed_rounds"]:
            for column in KPI_COLUMNS:
                if _is_empty(row, column):
                    one.refuse(row, column, "een actie die betaald wordt, heeft dit nodig.")


def _check_indicators(one):
    for file in one.sheets.files():
        if not (found := INDICATOR_FILE.fullmatch(file)):
            continue
        number = int(found.group(1))
        if one.sheets[file] and one.sheets.has("rounds.csv", "project_period") and number not in one.rounds:
            one.faults.append(Fault(file, 0, "", f"ronde {number} staat niet in rounds.csv."))
        for row in one.sheets[file]:
            one.refers(row, "action_number", "actions.csv", "number", one.actions, "actie")
            action = one.actions.get(row["action_number"])
            if action and action.reads("financed_rounds") and number not in (action["financed_rounds"] or ()):
                one.refuse(
                    row,
                    "action_number",
                    f"actie {action['number']} wordt volgens actions.csv niet betaald in ronde {number}.",
                )


def _check_participants(one):
    known = set(bodies.bodies_of(one.sheets)) | set(LocalGovernment.objects.values_list("code", flat=True))
    told = all(
        one.sheets.has(file, column)
        for file, column in ((bodies.THEN, "nis_code"), (bodies.NOW, "nis_code"), (bodies.OTHERS, "code"))
    )
    leads: dict[tuple, Row] = {}
    for row in one.sheets["participants.csv"]:
        if told and row.holds("nis_code") and row["nis_code"] not in known:
            one.refuse(
                row, "nis_code", f"lokaal bestuur {row['nis_code']} staat niet in de lijsten van lokale besturen."
            )
        if told and row.holds("lead") and row["lead"] not in known:
            one.refuse(row, "lead", f"“{row['lead']}” is geen NIS-code (of vgc, de-rand) van een lokaal bestuur.")
        if not takes_part(row):
            continue
        _needs_decision(one, row, "project_period")
        if row.holds("partnership", "lead"):
            first = leads.setdefault((row["project_period"], row["partnership"]), row)
            if first["lead"] != row["lead"]:
                one.refuse(
                    row, "lead", f"regel {first.line} noemt een andere trekker van hetzelfde samenwerkingsverband."
                )


def _check_published(one):
    for row in one.sheets["published_results.csv"]:
        if row.holds("budget_eur") or row.holds("local_governments") or row.holds("committed"):
            _needs_decision(one, row, "project_period")
        of = one.rounds.get(row["project_period"])
        if of and row.holds("realised") and _is_empty(row, "known_from") and _is_empty(of, "final_report_deadline"):
            one.refuse(
                row,
                "realised",
                f"ronde {of['project_period']} heeft geen final_report_deadline; "
                "zeg in known_from sinds wanneer dit gekend is.",
            )


def _needs_decision(one, row, column):
    of = one.rounds.get(row[column])
    if of and _is_empty(of, "government_decision"):
        one.refuse(
            row,
            column,
            f"ronde {of['project_period']} heeft nog geen government_decision: niemand weet sinds wanneer dit gekend is.",
        )


def takes_part(row: Row) -> bool:
    """Whether a row of participants.csv tells of a participation; every other row is a remark."""
    return row["role"] == "participant" and row["project_period"] is not None


def call_closes(row: Row):
    """When the call of a round closes: at the hour that was told, else at the end of its day."""
    told = row["call_closes"]
    if told is None:
        return None
    return told.at(row["call_closes_time"]).closes if row["call_closes_time"] else told.closes


def _opens(told):
    return told.opens if told else None


def _is_empty(row, column):
    """Whether a cell was read and holds nothing."""
    return row.reads(column) and row[column] is None
