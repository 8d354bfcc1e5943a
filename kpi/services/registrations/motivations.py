"""Why an action missed its target: asked only then, once for the whole applicant (R25)."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kpi.models import DraftMotivation, Motivation
from kpi.services.registrations.faults import Fault, Locked, name_of
from kpi.services.registrations.sheets import SheetAction
from kpi.services.registrations.steps import held_sheet
from samenleven.core.errors import Conflict, DomainError

LONGEST_MOTIVATION = 2500  # characters, as in the form of the first call


class MotivationConflict(Conflict):
    """A colleague saved another text meanwhile; both are shown and nothing was changed (R18)."""

    def __init__(self, theirs):
        who = name_of(theirs.saved_by)
        said = _(
            "Intussen wijzigde %(who)s deze motivering. Nu bewaard: “%(theirs)s”. Bewaar opnieuw om de uwe te houden."
        )
        super().__init__(said % {"who": who, "theirs": theirs.text}, theirs=theirs)


@dataclass(frozen=True)
class MissingMotivation(Fault):
    """An action whose target is missed, without a word about why."""

    line_id: int = 0
    action: int = 0

    def in_full(self, moment) -> str:
        """The sentence with its place."""
        place = _("%(period)s, actie %(action)s") % {"period": moment.get_kind_display(), "action": self.action}
        return f"{capfirst(place)}: {self.text}"


def save_motivation(*, moment, local_government, line, text, revision, by) -> DraftMotivation:
    """Save why an action missed its target and give what stands; an empty text takes it back."""
    entries = [(line, text, revision)]
    return save_motivations(moment=moment, local_government=local_government, entries=entries, by=by)[0]


@transaction.atomic
def save_motivations(*, moment, local_government, entries, by) -> list[DraftMotivation]:
    """Save several, all or none: each is a line, a text, and the revision it was typed on top of."""
    sheet = held_sheet(moment, local_government)
    actions = {one.line.pk: one for one in sheet.actions}
    found = DraftMotivation.objects.select_for_update(of=["self"]).filter(
        moment=moment, line__in=[line.pk for line, _text, _revision in entries]
    )
    drafts = {draft.line_id: draft for draft in found.order_by("pk")}
    saved = []
    for line, text, revision in entries:
        draft = drafts.get(line.pk) or DraftMotivation(line=line, moment=moment, revision=0)
        saved.append(draft)
        text = text.strip()
        _refuse_motivation(actions.get(line.pk), text)
        if draft.text == text:
            continue
        if draft.revision != revision:
            raise MotivationConflict(draft)
        draft.text, draft.revision, draft.saved_at, draft.saved_by = text, draft.revision + 1, sheet.now, by
        draft.save()
    return saved


def _refuse_motivation(action, text):
    if action is None or not action.is_led:
        raise DomainError(_("Alleen de trekker motiveert."))
    if not action.may_motivate:
        raise Locked(next(part.lock for part in action.parts if part.lock))
    if len(text) > LONGEST_MOTIVATION:
        raise DomainError(_("Uw motivering is te lang: hoogstens %s tekens.") % LONGEST_MOTIVATION)


def missing_motivations(sheet, parts) -> list[Fault]:
    """The actions among some parts whose target is missed and that say nothing about it."""
    text = _("het doel is niet gehaald. Schrijf in enkele zinnen waarom.")
    judged = _("deze actie wordt ook inhoudelijk beoordeeld. Schrijf in enkele zinnen hoe het ging.")
    lines = {part.participation.line_id for part in parts}
    return [
        MissingMotivation(
            None, text if action.misses_target else judged, line_id=action.line.pk, action=action.action.number
        )
        for action in sheet.actions
        if action.line.pk in lines and action.asks_motivation and not action.motivation_text
    ]


def motivated_anew(sheet, parts) -> list[SheetAction]:
    """The actions among some parts whose motivation says something else than what was sent last."""
    lines = {part.participation.line_id for part in parts}
    return [one for one in sheet.actions if one.line.pk in lines and one.has_new_motivation]


def write_motivations(sheet, parts, by) -> list[Motivation]:
    """What is motivated anew among some parts, as the next version of each; what was said before and stands is kept."""
    changed = motivated_anew(sheet, parts)
    if not changed:
        return []
    numbers = dict(
        Motivation.objects.filter(moment=sheet.moment, line__in=[one.line.pk for one in changed])
        .values_list("line_id")
        .annotate(Max("number"))
    )
    return Motivation.objects.bulk_create(
        Motivation(
            line=one.line,
            moment=sheet.moment,
            number=numbers.get(one.line.pk, 0) + 1,
            text=one.motivation_text,
            sent_at=sheet.now,
            sent_by=by,
        )
        for one in changed
    )


def restore_motivations(sheet, parts, by) -> None:
    """Make the actions of some parts say again why they missed their target as it was sent, as is done for their counts.

    Where another part of an action can still be sent, its motivation is being written for that one: it is kept.
    """
    changed = []
    for action in sheet.actions:
        others = [part for part in action.parts if part not in parts]
        if len(others) == len(action.parts) or any(part.can_be_sent(sheet.now) for part in others):
            continue
        sent = action.sent_motivation.text if action.sent_motivation else ""
        if action.motivation_text == sent:
            continue
        draft = action.draft_motivation or DraftMotivation(line=action.line, moment=sheet.moment)
        draft.text, draft.revision, draft.saved_at, draft.saved_by = sent, draft.revision + 1, sheet.now, by
        changed.append(draft)
    stored = [draft for draft in changed if draft.pk]
    DraftMotivation.objects.bulk_create([draft for draft in changed if not draft.pk])
    DraftMotivation.objects.bulk_update(stored, ["text", "revision", "saved_at", "saved_by"])
