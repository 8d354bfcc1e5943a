"""Writing to the other side about one registration: the local governments of an application, and the ministry."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from grants.models import Application, Commitment
from kpi.models import Message
from kpi.models.messages import LONGEST_MESSAGE
from kpi.services.registrations.reading import on_page_of
from kpi.services.telling import page_path, tell
from municipalities.models import LocalGovernment
from samenleven.accounts.models import MinistryRole, User
from samenleven.audit.services import record
from samenleven.core import wording
from samenleven.core.errors import DomainError
from samenleven.notices.models import NoticeKind
from samenleven.notices.services import post
from samenleven.notices.tasks import deliver_soon

# The same text again within this time is a second click (R18).
SECOND_CLICK = dt.timedelta(minutes=2)


@transaction.atomic
def write(*, moment, application, text, by, local_government=None) -> Message:
    """Write about an application at a moment and tell the other side; without `local_government` for the ministry.

    What was said once is kept as it is; the same text twice in a row is one message.
    """
    application = Application.objects.select_for_update(of=["self"], no_key=True).get(pk=application.pk)
    now, text = timezone.now(), "\n".join(text.strip().splitlines())
    if not text:
        raise DomainError(_("Schrijf eerst iets."))
    if len(text) > LONGEST_MESSAGE:
        raise DomainError(
            _("Uw bericht is te lang: %(length)s tekens. Schrijf er hoogstens %(most)s.")
            % {"length": wording.count(len(text)), "most": wording.count(LONGEST_MESSAGE)}
        )
    conversation = Message.objects.filter(moment=moment, application=application)
    last = conversation.order_by("-written_at", "-pk").first()
    if last and (last.written_by_id, last.text) == (by.pk, text) and now - last.written_at <= SECOND_CLICK:
        return last
    message = Message.objects.create(
        moment=moment,
        application=application,
        text=text,
        written_at=now,
        written_by=by,
        from_ministry=local_government is None,
        local_government=local_government,
    )
    record(by, "message.written", message, moment=moment.code)
    if message.from_ministry:
        _tell_local_governments(message, conversation)
    else:
        _tell_ministry(message, conversation)
    return message


def _tell_local_governments(message, conversation):
    """Everybody of the lead (of all members where nobody knows the lead), and of each member that wrote."""
    application = message.application
    wrote = LocalGovernment.objects.filter(messages__in=conversation).distinct().order_by("sort_name")
    members = LocalGovernment.objects.filter(participations__line__application=application).distinct()
    main = [application.lead] if application.lead_id else list(members.order_by("sort_name"))
    tell(
        moment=message.moment,
        local_governments=[*main, *wrote],
        template="message_received",
        kind=NoticeKind.QUESTION,
        page="messages",
        but_not=message.written_by,
        sender=_("het Agentschap Binnenlands Bestuur"),
        about=str(application),
        written_at=message.written_at,
    )


def _tell_ministry(message, conversation):
    """The case handlers that wrote here before; where none did, all of them; where there are none, the administrators."""
    handlers = User.objects.filter(is_active=True, ministry_role=MinistryRole.CASE_HANDLER)
    wrote = User.objects.filter(
        is_active=True,
        ministry_role__in=[MinistryRole.CASE_HANDLER, MinistryRole.ADMINISTRATOR],
        pk__in=conversation.filter(from_ministry=True).values("written_by"),
    )
    administrators = User.objects.filter(is_active=True, ministry_role=MinistryRole.ADMINISTRATOR)
    to = list(wrote) or list(handlers) or list(administrators)
    for person in to:
        post(
            to=person,
            template="message_received",
            kind=NoticeKind.QUESTION,
            path=page_path(message.moment, message.local_government, "messages"),
            moment=message.moment,
            local_government=message.local_government,
            sender=str(message.local_government),
            about=str(message.application),
            written_at=message.written_at,
        )
    if to:
        deliver_soon()


# --- reading ----------------------------------------------------------------------------------------------------------
def applications_on_page(moment, local_government, now):
    """The applications somebody can write about from the page of a local government: nearly always one."""
    promised = Commitment.objects.filter(
        on_page_of(local_government, participation="participation__"),
        participation__line__application=OuterRef("pk"),
        participation__known_at__lte=now,
        known_at__lte=now,
    )
    found = Application.objects.filter(Exists(promised), round=moment.round_id)
    return found.select_related("lead", "partnership").order_by("pk")


def conversations(user):
    """The last word of every conversation somebody may follow, who waits longest for an answer on top.

    `page_of` is the code of the local government on whose page it stands.
    """
    member = Application.objects.filter(pk=OuterRef("application")).order_by("lines__participations__pk")
    return (
        Message.objects.visible_to(user)
        .newest_of_each()
        .annotate(
            page_of=Coalesce(
                F("application__lead__code"),
                F("local_government__code"),
                Subquery(member.values("lines__participations__local_government__code")[:1]),
            )
        )
        .select_related("moment__round", "application__lead", "application__partnership", "local_government")
        .select_related("application__imported_for", "written_by")
        .order_by("from_ministry", "written_at", "pk")
    )
