"""Words of the registration pages."""

from django import template

from kpi.services.registrations import name_of
from samenleven.core import wording

register = template.Library()

register.filter("person", name_of)
register.filter("stamp", wording.stamp)
