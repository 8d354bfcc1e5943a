"""One valid row a call; a test names only what matters to it. Numbers and codes of their own come from a counter."""

import datetime as dt
from decimal import Decimal
from itertools import count

from django.utils import timezone

from grants.figures import granted_in
from grants.models import (
    Action,
    Application,
    ApplicationLine,
    Award,
    Commitment,
    Estimate,
    Extension,
    Goal,
    Indicator,
    Offer,
    Participant,
    Participation,
    Programme,
    ProjectRound,
    PublishedFigure,
    ReportingMoment,
)
from grants.states import ApplicationStatus, AwardKind, Measure, MomentKind, ParticipantStatus
from kpi.models import (
    Category,
    Dimension,
    IndicatorDimension,
    Limit,
    Registration,
    RegistrationValue,
    RegistrationVersion,
    Reminder,
    ReminderTopic,
    Upload,
)
from kpi.services import answers
from kpi.states import Comparison, RegistrationStatus, ReminderKind, UploadStatus
from municipalities.models import LocalGovernment, Membership, Partnership, ReferenceRegion, Role
from municipalities.services import api_clients
from samenleven.accounts.models import User
from samenleven.core.clock import end_of_day, start_of_day
from samenleven.notices.models import Notice

PASSWORD = "samenleven"
_numbers = count(1)


def user(username=None, *, ministry_role="", **fields):
    """Somebody who signs in; an administrator may enter the Django admin too."""
    fields.setdefault("is_staff", ministry_role == "administrator")
    fields.setdefault("is_superuser", ministry_role == "administrator")
    username = username or f"gebruiker-{next(_numbers)}"
    fields.setdefault("email", f"{username}@example.org")
    return User.objects.create_user(username, password=PASSWORD, ministry_role=ministry_role, **fields)


def editor(*local_governments, role=Role.EDITOR, **fields):
    """Somebody who acts for these local governments."""
    person = user(**fields)
    for one in local_governments:
        Membership.objects.create(user=person, local_government=one, role=role)
    return person


def api_client(*local_governments, scopes=("registrations:write",), name=None, by=None):
    """A program that speaks for these local governments, and its secret."""
    return api_clients.register(
        name=name or f"Software {next(_numbers)}",
        scopes=list(scopes),
        local_governments=local_governments,
        email="software@example.org",
        by=by or user(ministry_role="administrator"),
    )


def region(name="Waasland"):
    """A reference region; the same name is the same region."""
    return ReferenceRegion.objects.get_or_create(name=name)[0]


def local_government(code=None, **fields):
    """A municipality in Waasland."""
    code = code or f"{90000 + next(_numbers)}"
    fields.setdefault("name", f"Gemeente {code}")
    fields.setdefault("province", "Oost-Vlaanderen")
    if "reference_region" not in fields:
        fields["reference_region"] = region()
    return LocalGovernment.objects.create(code=code, **fields)


def partnership(name=None):
    """A name under which local governments work together."""
    return Partnership.objects.create(name=name or f"Samenwerking {next(_numbers)}")


def programme(code="plan-samenleven", **fields):
    """A programme, the current one; the same code is the same programme."""
    found = Programme.objects.filter(code=code).first()
    if found:
        return found
    fields.setdefault("name", "Plan Samenleven")
    fields.setdefault("is_current", not Programme.objects.filter(is_current=True).exists())
    return Programme.objects.create(code=code, **fields)


def goal(number=None, **fields):
    """A goal; the same number is the same goal."""
    of = fields.pop("programme", None) or programme()
    number = number or next(_numbers)
    fields.setdefault("title", f"Doelstelling {number}")
    return Goal.objects.get_or_create(programme=of, number=number, defaults=fields)[0]


def action(number=None, **fields):
    """An action; the same number is the same action."""
    under = fields.pop("goal", None) or goal(1)
    number = number or next(_numbers)
    fields.setdefault("title", f"Actie {number}")
    return Action.objects.get_or_create(programme=under.programme, number=number, defaults={"goal": under, **fields})[0]


def round(code=None, **fields):
    """A round with the dates of round 1, unless told otherwise."""
    number = fields.pop("number", None)
    if number is None and not fields.get("is_practice"):
        number = int(code) if code and code.isdecimal() else next(_numbers)
    fields.setdefault("title", f"Projectronde {code or number}")
    fields.setdefault("programme", None)
    fields["programme"] = fields["programme"] or programme()
    fields.setdefault("opens_at", start_of_day(dt.date(2022, 4, 1)))
    fields.setdefault("closes_at", end_of_day(dt.date(2022, 7, 1)))
    fields.setdefault("starts_on", dt.date(2022, 10, 1))
    fields.setdefault("ends_on", dt.date(2023, 9, 30))
    fields.setdefault("decided_on", dt.date(2022, 9, 23))
    return ProjectRound.objects.create(code=code or str(number), number=number, **fields)


def moment(project_round=None, kind=MomentKind.FINAL, **fields):
    """The final reporting moment of a round, due fifteen days after its year."""
    of = project_round or round()
    fields.setdefault("covers_from", of.starts_on)
    fields.setdefault("covers_until", of.ends_on)
    fields.setdefault("opens_at", start_of_day(of.ends_on - dt.timedelta(days=29)))
    fields.setdefault("deadline", end_of_day(of.ends_on + dt.timedelta(days=15)))
    return ReportingMoment.objects.create(round=of, kind=kind, **fields)


def offer(project_round=None, of_action=None, *, indicators=1, **fields):
    """An action in a round, with its indicators: persons at 650 euro."""
    made = Offer.objects.create(round=project_round or round(), action=of_action or action(), **fields)
    for position in range(1, indicators + 1):
        indicator(made, position=position)
    return made


def indicator(of_offer=None, *, position=1, **fields):
    """A KPI of an offer: persons at 650 euro."""
    of_offer = of_offer or offer(indicators=0)
    fields.setdefault("code", f"{of_offer.action.number}.{position}")
    fields.setdefault("title", "begeleide personen")
    fields.setdefault("unit", "begeleide persoon")
    fields.setdefault("unit_family", "person")
    fields.setdefault("amount_per_unit", Decimal("650.00"))
    return Indicator.objects.create(offer=of_offer, position=position, **fields)


def application(project_round=None, lead=None, **fields):
    """An application of a lead, of which was decided already."""
    fields.setdefault("status", ApplicationStatus.AWARDED)
    return Application.objects.create(round=project_round or round(), lead=lead or local_government(), **fields)


def request(project_round=None, *members, lines=(), status=ApplicationStatus.IN_REVIEW, **fields):
    """What local governments ask, the first of them the lead: `lines` are pairs of an offer and {indicator: planned reach}.

    Each line's place is its priority; the lead plans everything. Written without the services: as it stands in the database.
    """
    members = members or (local_government(),)
    if len(members) > 1:
        fields.setdefault("partnership", partnership())
    made = application(project_round, members[0], status=ApplicationStatus.DRAFT, **fields)
    participants = [
        Participant.objects.create(
            application=made, round=made.round, local_government=one, status=ParticipantStatus.CONFIRMED
        )
        for one in members
    ]
    for priority, (of_offer, planned) in enumerate(lines, start=1):
        made_line = ApplicationLine.objects.create(application=made, offer=of_offer, priority=priority)
        for of_indicator, reach in planned.items():
            Estimate.objects.create(
                line=made_line,
                participant=participants[0],
                indicator=of_indicator,
                current_reach=0,
                planned_reach=reach,
            )
    made.status = status
    made.save(update_fields=["status"])
    return made


def line(of_application=None, of_offer=None):
    """One action in an application; the same action is the same line."""
    of_offer = of_offer or offer(of_application.round if of_application else None)
    of_application = of_application or application(of_offer.round)
    return ApplicationLine.objects.get_or_create(application=of_application, offer=of_offer)[0]


def participation(of_line=None, by=None, **fields):
    """A local government takes part in an action: by default the lead of the application."""
    of_line = of_line or line()
    fields.setdefault("known_at", start_of_day(of_line.application.round.decided_on))
    return Participation.objects.create(line=of_line, local_government=by or of_line.application.lead, **fields)


def extension(of_application=None, of_moment=None, *, until=None, by=None, **fields):
    """More time for an applicant until some moment: three weeks after the deadline, granted a day before it."""
    of_application = of_application or application()
    of_moment = of_moment or moment(of_application.round)
    fields.setdefault("granted_at", of_moment.deadline - dt.timedelta(days=1))
    fields.setdefault("reason", "De telling kwam later.")
    return Extension.objects.create(
        application=of_application,
        moment=of_moment,
        until=until or of_moment.deadline + dt.timedelta(days=21),
        granted_by=by or user(),
        **fields,
    )


def award(of_line=None, amount="6500.00", units="10", **fields):
    """What is granted for a line: ten units of 650 euro, decided in the portal; the budget of its round makes room for it."""
    of_line = of_line or line()
    fields.setdefault("kind", AwardKind.DECIDED)
    if amount is not None and fields["kind"] == AwardKind.DECIDED:
        needed = granted_in(of_line.application.round) + Decimal(amount)
        ProjectRound.objects.filter(pk=of_line.application.round_id, budget__lt=needed).update(budget=needed)
    fields.setdefault("known_at", start_of_day(of_line.application.round.decided_on))
    return Award.objects.create(line=of_line, amount=_decimal(amount), units=_decimal(units), **fields)


def commitment(of_participation=None, of_indicator=None, *, target=10, current_reach=0, units="10", **fields):
    """What a member promised for a KPI: ten more than nothing."""
    of_participation = of_participation or participation()
    of_indicator = of_indicator or of_participation.line.offer.indicators.get(position=1)
    fields.setdefault("known_at", of_participation.known_at)
    return Commitment.objects.create(
        participation=of_participation,
        indicator=of_indicator,
        target=target,
        current_reach=current_reach,
        units=_decimal(units),
        **fields,
    )


def published(project_round, of_action=None, measure=Measure.TARGET, value="100", **fields):
    """A published total."""
    fields.setdefault("known_at", start_of_day(project_round.decided_on))
    return PublishedFigure.objects.create(
        round=project_round, action=of_action, measure=measure, value=_decimal(value), **fields
    )


def _decimal(value):
    return None if value is None else Decimal(value)


def sent(of_participation, at_moment, counts, *, at, by=None):
    """A version of a registration, sent at a moment; None as a count does not apply."""
    registration = Registration.objects.get_or_create(participation=of_participation, moment=at_moment)[0]
    Registration.objects.filter(pk=registration.pk).update(status=RegistrationStatus.SUBMITTED)
    version = RegistrationVersion.objects.create(
        registration=registration, number=registration.versions.count() + 1, sent_at=at, sent_by=by
    )
    for of_indicator, count_ in counts.items():
        RegistrationValue.objects.create(
            version=version, indicator=of_indicator, count=count_, not_applicable=count_ is None
        )
    return version


def upload(*, moment, local_government, by, refusal="", **fields):
    """A workbook that was handed in: one to look at, or with a refusal one that was refused."""
    fields.setdefault("uploaded_at", timezone.now())
    fields.setdefault("content", b"PK")
    return Upload.objects.create(
        moment=moment,
        local_government=local_government,
        uploaded_by=by,
        status=UploadStatus.REFUSED if refusal else UploadStatus.SHOWN,
        refusal=refusal,
        rows=None if refusal else {},
        file_name="werkboek.xlsx",
        sha256="0" * 64,
        size=2,
        **fields,
    )


def reminder(*, of_moment, to=None, missing="1 actie nog niet ingediend"):
    """What somebody was reminded of a week before the deadline; its mail has not left yet."""
    to, at = to or user(), timezone.now()
    notice = Notice.objects.create(to=to, subject="Geef uw KPI's door", text="Tekst", html="Tekst")
    mail = Reminder.objects.create(to=to, on=at.date(), notice=notice, reminded_at=at)
    kind, due_on = ReminderKind.WEEK_BEFORE, of_moment.deadline.date()
    return ReminderTopic.objects.create(
        reminder=mail, to=to, moment=of_moment, kind=kind, due_on=due_on, missing=missing
    )


def limit(of_programme=None, **fields):
    """A limit of a programme: at most three times the target asks for a reason."""
    if not fields.keys() & {"compared_with", "at_least", "at_most"}:
        fields |= {"at_most": 300}
    fields.setdefault("compared_with", Comparison.TARGET)
    return Limit.objects.create(programme=of_programme or programme(), **fields)


def dimension(code=None, *, categories=("a", "b", "onbekend"), **fields):
    """A way to split counts, with its categories; "onbekend" is one of them. The same code is the same way."""
    code = code or f"uitsplitsing-{next(_numbers)}"
    if found := Dimension.objects.filter(code=code).first():
        return found
    fields.setdefault("name", code.capitalize())
    made = Dimension.objects.create(code=code, **fields)
    for position, one in enumerate(categories, start=1):
        Category.objects.create(dimension=made, code=one, name=one, position=position)
    return made


def split(of_indicator, *dimensions):
    """A KPI that can be split in these ways."""
    return [IndicatorDimension.objects.create(indicator=of_indicator, dimension=one) for one in dimensions]


def question(text="1. Hoeveel personen werden begeleid?\n2. Hoeveel werd begroot?", *, by=None, **fields):
    """A written question of 3 March 2023, as somebody took it in."""
    by = by or user(ministry_role="case_handler")
    day = dt.date(2023, 3, 3)
    fields.setdefault("number", next(_numbers))
    fields.setdefault("title", "Begeleiding naar een opleiding")
    for name in ("asked_on", "received_on", "known_on"):
        fields.setdefault(name, day)
    fields.setdefault("internal_due", dt.date(2023, 3, 24))
    fields.setdefault("official_due", dt.date(2023, 3, 31))
    fields.setdefault("owner", by)
    return answers.take_in(text=text, by=by, **fields)
