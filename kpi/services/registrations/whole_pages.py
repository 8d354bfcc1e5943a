"""Saving a whole page at once: what a browser without JavaScript sends, and what a workbook holds."""

from django.db import transaction

from kpi.services.registrations.drafts import Saved, save_fields
from kpi.services.registrations.motivations import save_motivations
from kpi.services.registrations.steps import hold_page


@transaction.atomic
def save_page(*, moment, local_government, entries, motivations, by) -> Saved:
    """Save fields (Entry) and motivations (line, text, revision) of a page, all or none.

    All of the page is locked first, in one order: locked field by field it would wait in a circle with a colleague
    who sends.
    """
    hold_page(moment, local_government)
    saved = save_fields(moment=moment, entries=entries, by=by)
    if motivations:
        save_motivations(moment=moment, local_government=local_government, entries=motivations, by=by)
    return saved
