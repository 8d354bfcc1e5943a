"""Who may come in: the ministry reads the figures, its case handlers follow up, its administrators run the jobs (R40)."""

from functools import wraps

from django.core.exceptions import PermissionDenied

from kpi import access


def _only(may):
    """A door that opens for those of whom `may(user)` says so; others that are signed in hear 403."""

    def door(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return door


for_ministry = _only(access.may_see_figures)
for_following_up = _only(access.may_follow_up)
for_administrators = _only(access.may_freeze)
for_help_desk = _only(access.may_help)
for_reading_questions = _only(access.may_read_questions)
for_answering_questions = _only(access.may_answer_questions)
