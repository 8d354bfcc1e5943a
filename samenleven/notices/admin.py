"""What is still to be said, to read."""

from django.contrib import admin

from samenleven.core.administration import Register
from samenleven.notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(Register):
    """The outbox: what waits, what left, what failed."""

    list_display = ["created_at", "to", "subject", "sent_at", "attempts", "last_error"]
    fields = ["to", "subject", "text", "created_at", "sent_at", "attempts", "last_error"]
    list_select_related = ["to"]
    ordering = ["-created_at", "-pk"]
