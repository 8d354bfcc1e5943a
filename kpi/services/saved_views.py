"""Keeping a dashboard under a name, sharing it with colleagues, and letting it go."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi.models import SavedView
from samenleven.audit.services import record
from samenleven.core.errors import DomainError


@transaction.atomic
def save(*, name, path, is_shared, by) -> SavedView:
    """Keep an address under a name of one's own; DomainError where that name is taken."""
    _refuse_a_taken_name(by, name)
    view = SavedView.objects.create(owner=by, name=name, path=path, is_shared=is_shared, saved_at=timezone.now())
    record(by, "saved_view.saved", view)
    return view


@transaction.atomic
def change(*, view, name, is_shared, by) -> SavedView:
    """Another name, or shared or not; what it shows stays."""
    view = SavedView.objects.select_for_update(of=["self"]).get(pk=view.pk)
    _refuse_a_taken_name(by, name, besides=view.pk)
    view.name, view.is_shared = name, is_shared
    view.save(update_fields=["name", "is_shared"])
    record(by, "saved_view.changed", view)
    return view


@transaction.atomic
def delete(*, view, by) -> None:
    """Let a view go; the dashboard itself stays."""
    record(by, "saved_view.deleted", view)
    view.delete()


def _refuse_a_taken_name(by, name, besides=None):
    if SavedView.objects.of(by).filter(name=name).exclude(pk=besides).exists():
        raise DomainError(_("U hebt al een weergave met die naam. Kies een andere."))
