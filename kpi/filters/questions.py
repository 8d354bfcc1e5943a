"""What the list of dossiers can be asked."""

import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from kpi.models import Contradiction, Question, SubQuestion
from kpi.states import AnswerKind, QuestionStatus, SubQuestionStatus


class QuestionFilter(django_filters.FilterSet):
    """In which state, of whom, with which words."""

    OPEN, WAITING, SENT, WITHDRAWN, ALARM = "open", "goed-te-keuren", "verstuurd", "ingetrokken", "alarm"
    MINE = "mij"

    stand = django_filters.ChoiceFilter(
        label=_("Stand"),
        method="in_state",
        choices=[
            (OPEN, _("in behandeling")),
            (WAITING, _("wacht op goedkeuring")),
            (SENT, _("verstuurd")),
            (ALARM, _("verstuurd, intussen tegengesproken")),
            (WITHDRAWN, _("ingetrokken")),
        ],
        empty_label=_("Alle standen"),
    )
    eigenaar = django_filters.ChoiceFilter(
        label=_("Eigenaar"), method="of_whom", choices=[(MINE, _("van mij"))], empty_label=_("Iedereen")
    )
    zoek = django_filters.CharFilter(label=_("Nummer of onderwerp"), max_length=80, method="with_words")

    class Meta:
        model = Question
        fields = []

    def in_state(self, queryset, name, value):
        """Those in a state; a contradiction that nobody looked at is an alarm."""
        if value == self.ALARM:
            return queryset.filter(Exists(alarms()))
        if value == self.WAITING:
            return queryset.filter(Exists(waiting()), status=QuestionStatus.OPEN)
        return queryset.filter(
            status={
                self.OPEN: QuestionStatus.OPEN,
                self.SENT: QuestionStatus.SENT,
                self.WITHDRAWN: QuestionStatus.WITHDRAWN,
            }[value]
        )

    def of_whom(self, queryset, name, value):
        """Those of who asks."""
        return queryset.filter(owner=self.request.user)

    def with_words(self, queryset, name, value):
        """Those with a number, or with words in the subject."""
        found = Q(title__icontains=value)
        number = value.strip()
        if number.isascii() and number.isdecimal() and len(number) < 9:
            found |= Q(number=int(number))
        return queryset.filter(found)


def alarms():
    """The contradictions of a sent answer that nobody looked at, for a subquery over questions."""
    return Contradiction.objects.alarming().filter(figure__answer__question=OuterRef("pk"))


def waiting():
    """The sub-questions whose text waits for approval, for a subquery over questions."""
    wrote = Q(kind=AnswerKind.POLICY) | ~Q(own_text="")
    return SubQuestion.objects.filter(wrote, question=OuterRef("pk"), status=SubQuestionStatus.ANSWERED)
