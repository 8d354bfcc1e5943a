"""What was typed for the KPI's on a page, with the revision of each field it was typed on top of."""

from django import forms

from kpi.services.registrations.answers import read_answer
from kpi.services.registrations.drafts import LONGEST_REASON, Entry
from kpi.services.registrations.faults import describe, place_of
from samenleven.core.errors import DomainError

NOT_APPLICABLE, REASON, REVISION = "-nvt", "-reden", "-versie"


def field_name(commitment):
    """The name of a field: the KPI's code, after the participation it belongs to."""
    return f"p{commitment.participation_id}-{commitment.indicator.code}"


def single_field(data):
    """The participation and the KPI's code of the one field that was posted; None when it is not one."""
    names = [name.removesuffix(REVISION) for name in data if name.endswith(REVISION)]
    # A revision without its field, or a file where a count belongs, is no field either.
    if len(names) != 1 or names[0] not in data:
        return None
    prefix, _dash, code = names[0].partition("-")
    participation = prefix.removeprefix("p")
    is_number = participation.isascii() and participation.isdecimal() and len(participation) < 19
    # A database cannot even be asked for a text with a NUL in it.
    if not (is_number and code and "\x00" not in code):
        return None
    return int(participation), code


def read_revision(posted) -> int:
    """The revision somebody typed on top of; one that nobody was given can only repeat what stands."""
    posted = posted or ""
    return int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < 10 else -1


class RegistrationForm(forms.Form):
    """What was typed for the KPI's of a page at a moment; it reads what the page showed and nothing else.

    A field that is not in the data was not on the page: it is left as it is, never emptied.
    """

    def __init__(self, moment, commitments, data):
        super().__init__(data)
        self.moment = moment
        self.commitments = {name: one for one in commitments if (name := field_name(one)) in data}
        self.entries: list[Entry] = []
        self.revisions: dict[str, int] = {}
        self.theirs: dict[str, str] = {}
        for name, commitment in self.commitments.items():
            self.fields[name] = forms.CharField(label=place_of(moment, commitment), required=False)
            self.fields[name + NOT_APPLICABLE] = forms.BooleanField(required=False)
            self.fields[name + REVISION] = forms.CharField(required=False, widget=forms.HiddenInput)
            if name + REASON in data:
                self.fields[name + REASON] = forms.CharField(required=False, max_length=LONGEST_REASON)

    def clean(self):
        for name, commitment in self.commitments.items():
            revision = self.revisions[name] = read_revision(self.cleaned_data.get(name + REVISION))
            if name not in self.cleaned_data:
                continue
            try:
                answer = read_answer(self.cleaned_data[name], self.cleaned_data.get(name + NOT_APPLICABLE))
            except DomainError as error:
                self.add_error(name, str(error))
            else:
                self.entries.append(Entry(commitment, answer, revision, self.cleaned_data.get(name + REASON)))
        return self.cleaned_data

    def refuse(self, conflict):
        """Say at each field what a colleague saved meanwhile; who saves again has seen both."""
        for clash in conflict.clashes:
            name = field_name(clash.commitment)
            self.add_error(name, describe(clash))
            self.revisions[name] = clash.revision
            # What a colleague saved can be taken over where it is a number, or nothing at all.
            if not clash.standing.not_applicable:
                self.theirs[name] = "" if clash.standing.count is None else str(clash.standing.count)

    def ask(self, faults):
        """Say at each field what is still missing; what was typed is saved by now, so the page's revisions are new."""
        self.revisions.clear()
        for fault in faults:
            name = field_name(fault.commitment) if fault.commitment else ""
            if name in self.fields:
                self.add_error(name, fault.text)
            else:
                self.add_error(None, fault.in_full(self.moment))
