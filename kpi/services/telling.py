"""Telling the people of a local government that something happened to their registration."""

from django.urls import reverse

from municipalities.access import people_of
from samenleven.notices.services import post
from samenleven.notices.tasks import deliver_soon


def page_path(moment, local_government, name="form") -> str:
    """Where a local government finds one of its pages about a moment."""
    return reverse(f"kpi:registration-{name}", args=[moment.round.code, moment.kind, local_government.code])


def tell(*, moment, local_governments, template, kind, page="form", but_not=None, **context) -> int:
    """Post a message to everybody who fills in or signs for these local governments, each person once; returns to how many.

    Each is led to the page of the first of them that the person acts for; the knock for the postman comes with it.
    """
    bodies = {body.pk: body for body in local_governments if body is not None}
    told = {but_not.pk} if but_not else set()
    to = 0
    for pk, people in people_of(bodies).items():
        path = page_path(moment, bodies[pk], page)
        for person, _role in people:
            if person.pk not in told:
                told.add(person.pk)
                post(
                    to=person,
                    template=template,
                    kind=kind,
                    path=path,
                    moment=moment,
                    local_government=bodies[pk],
                    **context,
                )
                to += 1
    if to:
        deliver_soon()
    return to
