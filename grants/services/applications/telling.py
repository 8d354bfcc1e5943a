"""Telling people of a local government, or of the ministry, what happened to an application."""

from grants.models import Application
from municipalities.access import people_of
from samenleven.accounts.models import MinistryRole, User
from samenleven.notices.models import NoticeKind
from samenleven.notices.services import post
from samenleven.notices.tasks import deliver_soon


def tell(
    application: Application, local_governments, *, template, but_not=None, kind=NoticeKind.INFORMATION, **context
):
    """A notice to everybody who edits or signs for these local governments, each person once."""
    bodies = {one.pk: one for one in local_governments}
    told = {but_not.pk} if but_not else set()
    for people in people_of(bodies).values():
        for person, _role in people:
            if person.pk not in told:
                told.add(person.pk)
                _post(application, person, template, kind, context)
    deliver_soon()


def tell_ministry(application: Application, *, template, **context):
    """A notice to every case handler."""
    for person in User.objects.filter(is_active=True, ministry_role=MinistryRole.CASE_HANDLER):
        _post(application, person, template, NoticeKind.INFORMATION, context)
    deliver_soon()


def _post(application, person, template, kind, context):
    post(
        to=person,
        template=template,
        kind=kind,
        path=application.get_absolute_url(),
        application=application,
        round=application.round,
        **context,
    )
