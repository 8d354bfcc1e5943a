"""Keeping a dashboard under a name, sharing it with colleagues, and letting it go."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kpi.models import SavedView
from samenleven.audit.services import record
from samenleven.core.errors import DomainError


@transaction.atomic
def save(*, name, path, is_shared, by) -> SavedView:
    """Keep an address under a name of one's own; DomainError where that name is taken.

    The same once more, as a second click asks it, is done already: the view that stands is returned.
    """
    try:
        with transaction.atomic():
            view = SavedView.objects.create(
                owner=by, name=name, path=path, is_shared=is_shared, saved_at=timezone.now()
            )
    except IntegrityError as error:
        kept = SavedView.objects.of(by).filter(name=name, path=path, is_shared=is_shared).first()
        if kept is None:
            raise _taken() from error
        return kept
    record(by, "saved_view.saved", view)
    return view


@transaction.atomic
def change(*, view, name, is_shared, by) -> SavedView:
    """Another name, or shared or not; what it shows stays. DomainError where that name is taken."""
    view = SavedView.objects.select_for_update(of=["self"]).get(pk=view.pk)
    view.name, view.is_shared = name, is_shared
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "is_shared"])
    except IntegrityError as error:
        raise _taken() from error
    record(by, "saved_view.changed", view)
    return view


@transaction.atomic
def delete(*, view, by) -> None:
    """Let a view go; the dashboard itself stays."""
    record(by, "saved_view.deleted", view)
    view.delete()


def _taken() -> DomainError:
    return DomainError(_("U hebt al een weergave met die naam. Kies een andere."))
