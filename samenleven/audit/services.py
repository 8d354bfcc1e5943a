"""Writing down what people did."""

from samenleven.audit.models import Event


def record(by, verb, thing, **data):
    """Write down that `by` (None: the clock) did `verb` to a thing; ids and values only, never a name (R41)."""
    return Event.objects.create(
        by=by if by is not None and by.pk else None,
        verb=verb,
        model=thing._meta.label_lower,
        object_id=str(thing.pk),
        data=data,
    )


def last_by(verb, thing) -> int | None:
    """The id of who last did `verb` to a thing; None where nobody did, or the clock."""
    done = Event.objects.filter(verb=verb, model=thing._meta.label_lower, object_id=str(thing.pk))
    return done.order_by("-pk").values_list("by_id", flat=True).first()


def record_administration(*, by, verb, thing, data, **_signal):
    """Write down what an administrator did in the administration; Django's own log would keep names."""
    record(by, verb, thing, **data)
