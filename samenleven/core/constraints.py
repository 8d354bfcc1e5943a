"""Constraints by their meaning, each with a Dutch sentence."""

from django.db.models import CheckConstraint, F, Q


def in_order(*fields, name, message):
    """Each field comes strictly before the next; an empty field is in order with every other."""
    rule = Q()
    for position, earlier in enumerate(fields):
        for later in fields[position + 1 :]:
            rule &= (
                Q(**{f"{earlier}__lt": F(later)}) | Q(**{f"{earlier}__isnull": True}) | Q(**{f"{later}__isnull": True})
            )
    return CheckConstraint(condition=rule, name=name, violation_error_message=message)


def not_after(*fields, name, message):
    """Each field comes before the next or falls together with it; an empty field is in order with every other."""
    rule = Q()
    for position, earlier in enumerate(fields):
        for later in fields[position + 1 :]:
            rule &= (
                Q(**{f"{earlier}__lte": F(later)}) | Q(**{f"{earlier}__isnull": True}) | Q(**{f"{later}__isnull": True})
            )
    return CheckConstraint(condition=rule, name=name, violation_error_message=message)


def together(*fields, name, message):
    """All of the fields are filled in, or none of them."""
    none, every = Q(), Q()
    for field in fields:
        none &= Q(**{f"{field}__isnull": True})
        every &= Q(**{f"{field}__isnull": False})
    return CheckConstraint(condition=none | every, name=name, violation_error_message=message)


def not_negative(*fields, name, message):
    """No field is below zero; an empty field says nothing."""
    rule = Q()
    for field in fields:
        rule &= Q(**{f"{field}__gte": 0}) | Q(**{f"{field}__isnull": True})
    return CheckConstraint(condition=rule, name=name, violation_error_message=message)


def one_of(field, choices, *, name, message):
    """The field holds one of the choices."""
    return CheckConstraint(condition=Q(**{f"{field}__in": list(choices)}), name=name, violation_error_message=message)
