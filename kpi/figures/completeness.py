"""How far every applicant is at a reporting moment, action by action: one SQL statement for page and file."""

from dataclasses import dataclass, field, fields
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from grants.models import ReportingMoment
from kpi.states import LineState
from municipalities.models.local_government import sort_key

ROWS, CELLS = 40, 360  # of a page, which stays below 60 kB: who does everything at once makes the pages shorter
RETURN, EXTENSION, QUESTION = "return", "extension", "question"
ORDERS = {
    "naam": "who.sort_name, who.code, who.application_id",
    "-naam": "who.sort_name DESC, who.code DESC, who.application_id DESC",
    "open": "who.open, who.sort_name, who.code, who.application_id",
    "-open": "who.open DESC, who.sort_name, who.code, who.application_id",
}


@dataclass(frozen=True)
class Asked:
    """Of which moment, of whom and of what; what is empty chooses everything."""

    moment: ReportingMoment
    now: datetime
    state: str = ""
    actions: tuple[int, ...] | None = None
    region: str = ""
    province: str = ""
    name: str = ""
    running: str = ""  # RETURN, EXTENSION or QUESTION: only who has one that is open
    sender: int | None = None  # only what one local government (an id) sends
    sort: str = ""
    page: int = 1


@dataclass(frozen=True)
class Cell:
    """One application line: how far it is, and of how many members something was released or sent."""

    action: int
    state: str
    sent: int
    released: int
    parts: int

    @property
    def share(self) -> str:
        """How many of the members, where it is not all or none of them: "2 van 5"."""
        done = self.sent or self.released
        return _("%(done)s van %(all)s") % {"done": done, "all": self.parts} if 0 < done < self.parts else ""

    @property
    def of_what(self) -> str:
        """What that share counts."""
        return str(LineState.SENT.label if self.sent else LineState.RELEASED.label)


@dataclass(frozen=True)
class Applicant:
    """An application with who sends for it; of an application without a lead each member sends its own."""

    code: str
    name: str
    partnership: str | None
    region: str | None
    province: str
    members: int
    lines: int
    open: int
    own_until: datetime | None  # until when it has time of its own; None: no extension runs
    cells: dict[int, Cell]


@dataclass(frozen=True)
class Completeness:
    """One page of the grid, and what stands above it."""

    applicants: list[Applicant]
    total: int  # applicants in the whole list
    page_size: int
    page: int
    actions: list[int]  # those in play, in order
    parts: int
    sent: int
    states: dict[str, int] = field(default_factory=dict)

    @property
    def lines(self) -> int:
        """How many actions of applicants there are, in every state."""
        return sum(self.states.values())


@dataclass(frozen=True)
class Part:
    """What one member has to report for one action: a row of the file."""

    participation: int
    action: int
    title: str
    applicant: str
    applicant_name: str
    partnership: str | None
    region: str | None
    province: str
    code: str
    name: str
    state: str
    line_state: str
    version: int | None
    sent_at: datetime | None
    deadline: datetime | None
    return_until: datetime | None


# A member that still has to send something is late when its own deadline has passed; a reopening moves no deadline (R14).
_LINES = """
WITH granted AS (
    SELECT application_id, max(until) AS until, max(until) FILTER (WHERE kind = 'extension') AS extended_until
      FROM grants_extension
     WHERE moment_id = %(moment)s AND granted_at <= %(now)s AND (withdrawn_at IS NULL OR withdrawn_at > %(now)s)
     GROUP BY application_id
), held AS MATERIALIZED (
    SELECT participation.id, participation.line_id, participation.local_government_id AS member_id, line.application_id,
           coalesce(application.lead_id, participation.local_government_id) AS sender_id, action.number AS action,
           action.title, registration.id AS registration_id, registration.status,
           CASE WHEN %(deadline)s::timestamptz IS NOT NULL
                THEN greatest(%(deadline)s::timestamptz, granted.extended_until) END AS deadline,
           registration.status IN ('draft', 'not_reported') AND EXISTS (
               SELECT 1 FROM kpi_draftvalue draft
                WHERE draft.registration_id = registration.id AND (draft.count IS NOT NULL OR draft.not_applicable)
           ) AS is_begun
      FROM grants_participation participation
      JOIN grants_applicationline line ON line.id = participation.line_id
      JOIN grants_application application ON application.id = line.application_id
      JOIN grants_offer offer ON offer.id = line.offer_id
      JOIN grants_action action ON action.id = offer.action_id
      LEFT JOIN granted ON granted.application_id = line.application_id
      LEFT JOIN kpi_registration registration
             ON registration.participation_id = participation.id AND registration.moment_id = %(moment)s
     WHERE application.round_id = %(round)s AND participation.known_at <= %(now)s
       AND (%(sender)s::bigint IS NULL
            OR coalesce(application.lead_id, participation.local_government_id) = %(sender)s)
       AND (%(actions)s::integer[] IS NULL OR action.number = ANY(%(actions)s::integer[]))
       AND EXISTS (SELECT 1 FROM grants_commitment commitment
                    WHERE commitment.participation_id = participation.id AND commitment.known_at <= %(now)s)
), progress AS (
    SELECT held.*, coalesce(deadline < %(now)s, FALSE) AS is_due,
           CASE WHEN status = 'submitted' THEN 'sent'
                WHEN status IN ('correcting', 'returned', 'released') THEN status
                WHEN is_begun THEN 'draft' ELSE 'not_started' END AS state,
           coalesce(status IN ('submitted', 'correcting', 'returned'), FALSE) AS is_sent
      FROM held
), part AS MATERIALIZED (
    SELECT progress.*,
           CASE WHEN bool_or(state = 'returned') OVER of_line THEN 'returned'
                WHEN bool_or(is_due AND NOT is_sent) OVER of_line THEN 'late'
                WHEN bool_and(state = 'not_started') OVER of_line THEN 'not_started'
                WHEN bool_or(state IN ('not_started', 'draft')) OVER of_line THEN 'draft'
                WHEN bool_or(state = 'released') OVER of_line THEN 'released'
                WHEN bool_or(state = 'correcting') OVER of_line THEN 'correcting'
                ELSE 'sent' END AS line_state
      FROM progress WINDOW of_line AS (PARTITION BY line_id, sender_id)
), line AS MATERIALIZED (
    SELECT application_id, sender_id, line_id, action, line_state AS state, count(*) AS parts,
           count(*) FILTER (WHERE is_sent) AS sent, count(*) FILTER (WHERE state = 'released') AS released
      FROM part GROUP BY application_id, sender_id, line_id, action, line_state
), kept AS MATERIALIZED (
    SELECT whole.*, sender.code, sender.name, sender.sort_name, sender.province, region.name AS region,
           partnership.name AS partnership, application.lead_id,
           CASE WHEN granted.until >= %(now)s THEN granted.until END AS own_until
      FROM (SELECT application_id, sender_id, count(*) AS lines, bool_or(state = 'returned') AS is_returned,
                   count(*) FILTER (WHERE state NOT IN ('sent', 'correcting')) AS open
              FROM line GROUP BY application_id, sender_id) whole
      JOIN grants_application application ON application.id = whole.application_id
      JOIN municipalities_localgovernment sender ON sender.id = whole.sender_id
      LEFT JOIN municipalities_referenceregion region ON region.id = sender.reference_region_id
      LEFT JOIN municipalities_partnership partnership ON partnership.id = application.partnership_id
      LEFT JOIN granted ON granted.application_id = whole.application_id
     WHERE (%(region)s = '' OR region.name = %(region)s)
       AND (%(province)s = '' OR sender.province = %(province)s)
       AND (%(running)s <> 'return' OR whole.is_returned)
       AND (%(running)s <> 'extension' OR granted.until >= %(now)s)
       AND (%(running)s <> 'question' OR (
            SELECT NOT message.from_ministry FROM kpi_message message
             WHERE message.moment_id = %(moment)s AND message.application_id = whole.application_id
             ORDER BY message.written_at DESC, message.id DESC LIMIT 1))
       AND (%(name)s = '' OR strpos(lower(partnership.name), lower(%(name)s)) > 0
            OR %(key)s <> '' AND EXISTS (
                SELECT 1 FROM part JOIN municipalities_localgovernment body ON body.id IN (part.member_id, part.sender_id)
                 WHERE part.application_id = whole.application_id AND part.sender_id = whole.sender_id
                   AND strpos(body.sort_name, %(key)s) > 0))
)"""

_PAGE = """
, chosen AS (
    SELECT kept.* FROM kept
     WHERE %(state)s = '' OR EXISTS (SELECT 1 FROM line WHERE line.application_id = kept.application_id
                                        AND line.sender_id = kept.sender_id AND line.state = %(state)s)
), size AS (
    SELECT count(*) AS total, greatest(least(%(rows)s, %(cells)s / greatest(max(lines), 1)), 1) AS rows FROM chosen
), asked AS (
    SELECT total, rows, greatest(least(%(page)s, ceil(total::numeric / rows)::integer), 1) AS page FROM size
), page AS (
    SELECT who.*, row_number() OVER (ORDER BY {order}) AS place FROM chosen who
     ORDER BY place LIMIT (SELECT rows FROM asked) OFFSET (SELECT (page - 1) * rows FROM asked)
)
SELECT asked.total, asked.rows, asked.page,
       (SELECT coalesce(array_agg(DISTINCT action ORDER BY action), ARRAY[]::integer[]) FROM line),
       whole.parts, whole.sent, whole.states,
       page.code, page.name, page.partnership, page.region, page.province,
       (SELECT count(DISTINCT member.local_government_id)
          FROM grants_participation member JOIN grants_applicationline line ON line.id = member.line_id
         WHERE line.application_id = page.application_id AND member.known_at <= %(now)s
           AND (page.lead_id IS NOT NULL OR member.local_government_id = page.sender_id)),
       page.lines, page.open, page.own_until,
       (SELECT json_agg(json_build_array(line.action, line.state, line.sent, line.released, line.parts))
          FROM line WHERE line.application_id = page.application_id AND line.sender_id = page.sender_id)
  FROM asked
 CROSS JOIN (SELECT coalesce(sum(lines.parts), 0)::integer AS parts, coalesce(sum(lines.sent), 0)::integer AS sent,
                    coalesce(json_object_agg(lines.state, lines.number), '{{}}') AS states
               FROM (SELECT line.state, count(*) AS number, sum(line.parts) AS parts, sum(line.sent) AS sent
                       FROM line JOIN kept USING (application_id, sender_id) GROUP BY line.state) lines) whole
  LEFT JOIN page ON TRUE
 ORDER BY page.place
"""

_FILE = """
SELECT part.id, part.action, part.title, who.code, who.name, who.partnership, who.region, who.province, member.code,
       member.name, CASE WHEN part.is_due AND NOT part.is_sent THEN 'late' ELSE part.state END, part.line_state,
       version.number, version.sent_at, part.deadline, returned.until
  FROM part
  JOIN kept who USING (application_id, sender_id)
  JOIN municipalities_localgovernment member ON member.id = part.member_id
  LEFT JOIN kpi_return returned ON returned.registration_id = part.registration_id AND returned.settled_at IS NULL
  LEFT JOIN LATERAL (SELECT number, sent_at FROM kpi_registrationversion version
                      WHERE version.registration_id = part.registration_id AND part.is_sent
                      ORDER BY number DESC LIMIT 1) version ON TRUE
 WHERE %(state)s = '' OR part.line_state = %(state)s
 ORDER BY {order}, part.action, member.sort_name, part.id
"""


def completeness(asked) -> Completeness:
    """One page of the grid: a row per application and sender (see `Applicant`), a cell per application line; one statement.

    A filter on a state chooses the applicants that have a line in it, and leaves the counts per state as they are.
    """
    rows = _ask(_LINES + _PAGE, asked)
    total, size, page, actions, parts, sent, states = rows[0][:7]
    applicants = [_applicant(row[7:]) for row in rows if row[7] is not None]
    return Completeness(applicants, total, size, page, actions, parts, sent, states)


def parts_of(asked) -> list[Part]:
    """The whole list in long form: a row per application line and member that reports it; one statement.

    A filter on a state chooses the lines in that state.
    """
    names = [one.name for one in fields(Part)]
    return [Part(**dict(zip(names, row, strict=True))) for row in _ask(_LINES + _FILE, asked)]


def _applicant(row) -> Applicant:
    about = dict(zip((one.name for one in fields(Applicant)), row, strict=True))
    about["cells"] = {cell[0]: Cell(*cell) for cell in row[-1]}
    return Applicant(**about)


def _ask(sql, asked):
    parameters = {
        "moment": asked.moment.pk,
        "round": asked.moment.round_id,
        "deadline": asked.moment.deadline,
        "now": asked.now,
        "actions": list(asked.actions) if asked.actions is not None else None,
        "state": asked.state,
        "region": asked.region,
        "province": asked.province,
        "name": asked.name,
        "key": sort_key(asked.name),
        "running": asked.running,
        "sender": asked.sender,
        "page": asked.page,
        "rows": ROWS,
        "cells": CELLS,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.format(order=ORDERS.get(asked.sort, ORDERS["naam"])), parameters)
        return cursor.fetchall()
