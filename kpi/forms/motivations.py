"""Why a target was missed, as it is asked on the page of the applicant."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _

from grants.states import MomentKind
from kpi.forms.registration import REVISION, read_revision
from kpi.services.registrations.motivations import LONGEST_MOTIVATION
from kpi.services.registrations.sheets import SheetAction


def motivation_name(line_id):
    """The name of the field in which an action is motivated."""
    return f"m{line_id}"


class MotivationForm(forms.Form):
    """The motivations that stood on the page; one that is not in the data was not on it."""

    def __init__(self, actions, data):
        super().__init__(data)
        self.actions = {name: one for one in actions if (name := motivation_name(one.line.pk)) in data}
        self.revisions: dict[str, int] = {}
        for name, action in self.actions.items():
            label = _("Motivering bij actie %s") % action.action.number
            self.fields[name] = forms.CharField(
                label=label, required=False, max_length=LONGEST_MOTIVATION, widget=forms.Textarea
            )
            self.fields[name + REVISION] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        for name in self.actions:
            self.revisions[name] = read_revision(self.cleaned_data.get(name + REVISION))
        return self.cleaned_data

    def refuse(self, conflict):
        """Say what a colleague saved meanwhile; who saves again has seen both."""
        name = motivation_name(conflict.theirs.line_id)
        self.add_error(name, str(conflict))
        self.revisions[name] = conflict.theirs.revision

    @property
    def entries(self):
        """The line, the text and the revision of each motivation."""
        return [(action.line, self.cleaned_data[name], self.revisions[name]) for name, action in self.actions.items()]


@dataclass
class MotivationRow:
    """The motivation of one action as it is drawn; hidden while the target is not missed (R25)."""

    action: SheetAction
    name: str
    text: str
    revision: int
    is_editable: bool
    is_asked: bool
    error: str = ""
    is_draft: bool = False  # to read, and not sent yet

    @property
    def id(self):
        return f"id_{self.name}"

    @property
    def kind(self):
        """Asked because of what is counted (final: a script may show and hide it), or always (content)."""
        return "content" if self.action.line.offer.content_judged else "final"

    @property
    def draft(self):
        return self.action.draft_motivation

    @classmethod
    def of(cls, action, *, may_register, sees_drafts=True, form=None):
        """What stands in the field now, or what was typed when the page comes back with faults; None where none can be asked.

        Who may not type reads it: what was sent; or the draft, for who may see that, while it can still be sent.
        """
        if not action.is_led or not (action.line.offer.content_judged or action.moment.kind == MomentKind.FINAL):
            return None
        name, draft = motivation_name(action.line.pk), action.draft_motivation
        revision, error = draft.revision if draft else 0, ""
        is_editable = may_register and action.may_motivate
        is_draft = is_editable or (sees_drafts and action.may_motivate)
        text = action.motivation_text if is_draft else action.standing_motivation
        is_asked = action.asks_motivation
        if is_draft and not is_editable and not is_asked:
            text = ""
        if form is not None and name in form.actions:
            text, error = form.data[name], " ".join(form.errors.get(name, []))
            revision = form.revisions.get(name, revision)
        return cls(action, name, text, revision, is_editable, is_asked, error, is_draft)
