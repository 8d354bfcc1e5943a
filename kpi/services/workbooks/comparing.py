"""Holding an uploaded workbook beside what stands now, and beside what stood when it was downloaded (R18, R28)."""

from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _

from kpi.services.registrations import (
    LONGEST_MOTIVATION,
    LONGEST_REASON,
    Doubt,
    Limits,
    Refusal,
    Sheet,
    judge_answer,
    limits_of,
    read_answer,
)
from kpi.services.workbooks.comparison import APPLIES_NOT, Comparison, MotivationChange, RowChange, RowFault, Said
from kpi.services.workbooks.layout import (
    FIGURES,
    MOTIVATIONS,
    key_of,
    key_of_line,
    tidy,
    trace_of,
)
from kpi.services.workbooks.reading import Filled
from samenleven.core.errors import DomainError


def compare(sheet: Sheet, filled: Filled) -> Comparison:
    """Each row beside its field, by the rules of the form; one query, for the limits (R27)."""
    found, limits = Comparison(), limits_of(sheet.moment)
    fields = {key_of(one.commitment): (part, one) for part in sheet.parts for one in part.fields}
    for row in _known(found, FIGURES, filled.figures, fields, _is_untouched):
        _compare(found, row, *fields[row.key], limits)
    actions = {key_of_line(one.line): one for one in sheet.actions if one.is_led}
    for said in _known(found, MOTIVATIONS, filled.motivations, actions, lambda row: trace_of(row.text) == row.base):
        _compare_motivation(found, said, actions[said.key])
    found.faults.sort(key=lambda fault: (fault.layout is MOTIVATIONS, fault.row.number))
    return found


def _known(found, layout, rows, places, is_untouched) -> Iterator:
    """The rows that are of this page, each once; of the others the fault where somebody filled something in."""
    column = next(one.name for one in layout.columns if one.is_input)
    seen = Counter[str]()
    for row in rows:
        seen[row.key] += 1
        if row.is_skipped:
            found.skipped += 1
        elif row.key not in places:
            if not is_untouched(row):
                text = _("deze rij hoort niet bij uw registratie. Haal ze weg, of neem ze niet over.")
                found.faults.append(RowFault(layout, row, column, text))
        elif seen[row.key] > 1:
            text = _("dit staat al in een rij hoger. Haal deze rij weg, of neem ze niet over.")
            found.faults.append(RowFault(layout, row, column, text))
        else:
            yield row


def _is_untouched(row):
    try:
        return said_by(row).trace == (row.base, row.base_reason)
    except _WrongCell:
        return False


def _compare(found, row, part, one, limits: Limits):
    standing = Said(one.answer, tidy(one.reason))
    try:
        mine = said_by(row)
        if mine.trace in (standing.trace, (row.base, row.base_reason)):
            # The same, or left as it was: then what a colleague saved meanwhile stands.
            found.unchanged += 1
            return
        _check_reason(mine)
    except _WrongCell as wrong:
        found.faults.append(RowFault(FIGURES, row, wrong.column, str(wrong), part, one))
        return
    if mine.answer != standing.answer and trace_of(mine.reason) == row.base_reason:
        # A reason belongs to its answer, as in the form: what was said of the last one says nothing of this one.
        mine = Said(mine.answer, "")
    verdict = judge_answer(one.commitment, mine.answer, limits, readings=one.readings, reason=mine.reason)
    doubt = str(verdict.text) if isinstance(verdict, Doubt) and verdict.stops else ""
    change = RowChange(row, part, one, standing, mine, doubt)
    if part.lock:
        found.locked.append(change)
    elif isinstance(verdict, Refusal) and mine.answer != standing.answer:
        found.faults.append(RowFault(FIGURES, row, "count", str(verdict.text), part, one))
    elif row.revision != one.revision:
        found.conflicts.append(change)
    else:
        found.changes.append(change)


class _WrongCell(DomainError):
    def __init__(self, column, sentence):
        super().__init__(sentence)
        self.column = column


def said_by(row) -> Said:
    """What a row says, read as the form reads it; an error names the cell that is wrong."""
    try:
        applies_not = APPLIES_NOT[row.not_applicable.casefold()]
    except KeyError:
        sentence = _("“%(typed)s” kan hier niet. Kies “ja”, of maak de cel leeg.") % {"typed": row.not_applicable[:40]}
        raise _WrongCell("not_applicable", sentence) from None
    try:
        answer = read_answer(row.count, applies_not)
    except DomainError as error:
        raise _WrongCell("count", str(error)) from error
    return Said(answer, row.reason)


def _check_reason(said):
    if said.reason and said.answer.is_blank:
        raise _WrongCell(
            "reason", _("hier staat een reden zonder aantal. Vul ook “Bereikt” in, of maak deze cel leeg.")
        )
    if len(said.reason) > LONGEST_REASON:
        raise _WrongCell("reason", _("uw reden is te lang: hoogstens %s tekens. Kort ze in.") % LONGEST_REASON)


def _compare_motivation(found, row, action):
    standing = tidy(action.motivation_text)
    if trace_of(row.text) in (trace_of(standing), row.base):
        return
    change = MotivationChange(row, action, standing, row.text)
    if not action.may_motivate:
        found.locked_motivations.append(change)
    elif len(row.text) > LONGEST_MOTIVATION:
        text = _("uw motivering is te lang: hoogstens %s tekens. Kort ze in.") % LONGEST_MOTIVATION
        found.faults.append(RowFault(MOTIVATIONS, row, "text", text, action=action))
    elif row.revision != change.revision:
        found.motivation_conflicts.append(change)
    else:
        found.motivations.append(change)
