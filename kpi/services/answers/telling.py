"""What the people of a dossier are told: that it is theirs, that its term comes near, that somebody asks their approval."""

from django.urls import reverse

from samenleven.notices.models import NoticeKind
from samenleven.notices.services import post
from samenleven.notices.tasks import deliver_soon


def tell(question, to, *, template, **context):
    """One message about a dossier to one person."""
    path = reverse("kpi:question", args=[question.pk])
    post(to=to, template=template, kind=NoticeKind.INFORMATION, path=path, question=question, **context)
    deliver_soon()


def tell_owner(question, by):
    """Whoever got a dossier from somebody else hears so."""
    if question.owner != by:
        tell(question, question.owner, template="question_yours")
