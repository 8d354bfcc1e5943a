"""What the pages ask."""

from dataclasses import dataclass

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi.services.registrations.answers import read_answer
from kpi.services.registrations.drafts import Entry
from kpi.services.registrations.faults import describe, place_of
from kpi.services.registrations.sheets import SheetAction, SheetField, ShownAnswer
from kpi.states import RegistrationStatus
from samenleven.core import wording
from samenleven.core.clock import day_in_brussels
from samenleven.core.errors import DomainError

NOT_APPLICABLE, REVISION = "-nvt", "-versie"


def field_name(commitment):
    """The name of a field: the KPI's code, after the participation it belongs to."""
    return f"p{commitment.participation_id}-{commitment.indicator.code}"


def single_field(data):
    """The participation and the KPI's code of the one field that was posted; None when it is not one."""
    names = [name.removesuffix(REVISION) for name in data if name.endswith(REVISION)]
    if len(names) != 1:
        return None
    prefix, _dash, code = names[0].partition("-")
    participation = prefix.removeprefix("p")
    if not (participation.isascii() and participation.isdecimal() and len(participation) < 19 and code):
        return None
    return int(participation), code


class RegistrationForm(forms.Form):
    """What was typed for the KPI's of a local government at a moment; it reads what the page showed and nothing else.

    A field that is not in the data was not on the page: it is left as it is, never emptied.
    """

    def __init__(self, moment, commitments, data):
        super().__init__(data)
        self.moment = moment
        self.commitments = {name: one for one in commitments if (name := field_name(one)) in data}
        self.entries: list[Entry] = []
        self.revisions: dict[str, int] = {}
        for name, commitment in self.commitments.items():
            self.fields[name] = forms.CharField(label=place_of(moment, commitment), required=False)
            self.fields[name + NOT_APPLICABLE] = forms.BooleanField(required=False)
            self.fields[name + REVISION] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        for name, commitment in self.commitments.items():
            posted = self.cleaned_data.get(name + REVISION) or ""
            # A revision that nobody was given is a page that nobody was given: it can only repeat what stands.
            revision = int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < 10 else -1
            self.revisions[name] = revision
            if name not in self.cleaned_data:
                continue
            try:
                answer = read_answer(self.cleaned_data[name], self.cleaned_data.get(name + NOT_APPLICABLE))
            except DomainError as error:
                self.add_error(name, str(error))
            else:
                self.entries.append(Entry(commitment, answer, revision))
        return self.cleaned_data

    def refuse(self, conflict):
        """Say at each field what a colleague saved meanwhile; who saves again has seen both."""
        for clash in conflict.clashes:
            name = field_name(clash.commitment)
            self.add_error(name, describe(clash))
            self.revisions[name] = clash.revision

    def ask(self, faults):
        """Say at each field what is still missing; what was typed is saved by now, so the page's revisions are new."""
        self.revisions.clear()
        for fault in faults:
            name = field_name(fault.commitment)
            if name in self.fields:
                self.add_error(name, fault.text)
            else:
                self.add_error(None, fault.in_full(self.moment))


@dataclass
class FieldRow:
    """One field as it is drawn: what stands in it, its revision, and what is wrong with it."""

    one: SheetField
    name: str
    text: str
    not_applicable: bool
    revision: int
    error: str = ""

    @property
    def id(self):
        return f"id_{self.name}"

    @property
    def saved(self):
        """When the field was saved: the hour, and the day too when that was another one."""
        if self.one.draft is None:
            return _("nog niets bewaard")
        at = self.one.draft.saved_at
        if day_in_brussels(at) == day_in_brussels(timezone.now()):
            return _("bewaard om %s") % wording.clock_time(at)
        return _("bewaard op %s") % wording.stamp(at)


@dataclass
class ActionRows:
    """One action as it is drawn: fields to fill in, or answers to read."""

    action: SheetAction
    rows: list[FieldRow]
    answers: list[ShownAnswer]
    nothing: str
    is_draft: bool


def rows_of(sheet, now, *, may_register, sees_drafts, form=None):
    """Each action of a page with its fields: what was typed, when the page comes back with faults, else what is saved."""
    drawn = []
    for action in sheet.actions:
        is_editable = may_register and action.lock is None
        reads_sent = action.status == RegistrationStatus.SUBMITTED or not sees_drafts
        rows = [_row(one, form) for one in action.fields] if is_editable else []
        answers = [] if is_editable else action.sent if reads_sent else action.drafted
        drawn.append(ActionRows(action, rows, answers, action.nothing(now), is_draft=not reads_sent))
    return drawn


def _row(one, form):
    name, answer = field_name(one.commitment), one.answer
    if form is None or name not in form.commitments:
        text = "" if answer.count is None else str(answer.count)
        return FieldRow(one, name, text, answer.not_applicable, one.revision)
    return FieldRow(
        one,
        name,
        form.data[name],
        bool(form.data.get(name + NOT_APPLICABLE)),
        form.revisions.get(name, one.revision),
        " ".join(form.errors.get(name, [])),
    )
