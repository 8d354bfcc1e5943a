"""The grid of an application: what is filled in per KPI and local government, with what it brings."""

from django import template

from grants.forms.applications import id_of

register = template.Library()


@register.simple_tag
def field_of(form, kind, *of):
    """A field of the form by its parts: {% field_of form "planned" kpi.indicator.code body.code %}."""
    return form[" ".join([kind, *map(str, of)])]


@register.simple_tag
def parties_of(form, number):
    """The rows of involved parties of an action."""
    return form.parties[number]


@register.filter
def anchor(name):
    """Where a point of the check list stands on the page: a field, or a part."""
    return name if name in ("partners", "actions") else id_of(name)
