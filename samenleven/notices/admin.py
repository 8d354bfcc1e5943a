"""What is still to be said, to read."""

from django.contrib import admin

from samenleven.core.administration import Register
from samenleven.notices.models import Notice


@admin.register(Notice)
class NoticeAdmin(Register):
    """The outbox: what waits, what left, what failed."""

    list_display = ["created_at", "to", "kind", "subject", "sent_at", "attempts", "next_try_at", "last_error"]
    list_filter = ["kind"]
    fields = [
        "to",
        "kind",
        "subject",
        "text",
        "path",
        "created_at",
        "read_at",
        "sent_at",
        "attempts",
        "next_try_at",
        "last_error",
        "dropped_at",
    ]
    list_select_related = ["to"]
    ordering = ["-created_at", "-pk"]
