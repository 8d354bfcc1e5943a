"""What was acknowledged beside what stands in the database: every save, every sending, every receipt."""

from collections import Counter
from dataclasses import dataclass, field

import psycopg

# Each save as the watch of this database saw it (trial.prepare).
_SAVED = """
SELECT 'p' || registration.participation_id || '-' || indicator.code, saved.revision, saved.count
  FROM trial_saved saved
  JOIN kpi_registration registration ON registration.id = saved.registration_id
  JOIN grants_indicator indicator ON indicator.id = saved.indicator_id
"""
_FAULTS = {
    # The newest save is what stands: nothing was put back, or changed without a revision.
    "velden die iets anders zeggen dan wat het laatst bewaard werd": """
        SELECT count(*) FROM kpi_draftvalue draft
         WHERE NOT EXISTS (SELECT 1 FROM trial_saved saved
                            WHERE (saved.registration_id, saved.indicator_id) = (draft.registration_id, draft.indicator_id)
                              AND saved.revision = draft.revision AND saved.count IS NOT DISTINCT FROM draft.count)
            OR EXISTS (SELECT 1 FROM trial_saved later
                        WHERE (later.registration_id, later.indicator_id) = (draft.registration_id, draft.indicator_id)
                          AND later.revision > draft.revision)""",
    "twee waarden onder dezelfde versie van een veld": """
        SELECT count(*) FROM (SELECT 1 FROM trial_saved GROUP BY registration_id, indicator_id, revision
                              HAVING count(DISTINCT coalesce(count, -1)) > 1) twice""",
    "registraties die twee keer ingediend staan": """
        SELECT count(*) FROM (SELECT 1 FROM kpi_registrationversion WHERE taken_back_at IS NULL
                              GROUP BY registration_id HAVING count(*) > 1) twice""",
    "versies die begonnen voor de vorige teruggenomen was": """
        SELECT count(*) FROM kpi_registrationversion version
          JOIN kpi_registrationversion next ON next.registration_id = version.registration_id
           AND next.number = version.number + 1
         WHERE version.taken_back_at IS NULL OR next.sent_at < version.taken_back_at""",
    "versies met een gat in de nummering": """
        SELECT count(*) FROM (SELECT 1 FROM kpi_registrationversion GROUP BY registration_id
                              HAVING max(number) <> count(*)) gaps""",
    "versies die niet al hun waarden hebben": """
        SELECT count(*) FROM kpi_registrationversion version
          JOIN kpi_registration registration ON registration.id = version.registration_id
         WHERE (SELECT count(*) FROM kpi_registrationvalue value WHERE value.version_id = version.id)
            <> (SELECT count(*) FROM grants_commitment WHERE participation_id = registration.participation_id)""",
    "ingediende waarden die anders zijn dan wat bewaard was": """
        SELECT count(*) FROM kpi_registrationvalue value
          JOIN kpi_registrationversion version ON version.id = value.version_id
         WHERE value.count IS DISTINCT FROM
               (SELECT saved.count FROM trial_saved saved
                 WHERE (saved.registration_id, saved.indicator_id) = (version.registration_id, value.indicator_id)
                   AND saved.saved_at <= version.sent_at ORDER BY saved.revision DESC LIMIT 1)""",
    "registraties waarvan de status iets anders zegt dan hun versies": """
        SELECT count(*) FROM kpi_registration registration
         WHERE (registration.status = 'submitted') <>
               EXISTS (SELECT 1 FROM kpi_registrationversion version
                        WHERE version.registration_id = registration.id AND version.taken_back_at IS NULL)""",
    # A sending, its receipt and its line in the log are one transaction.
    "personen met meer of minder ontvangstbewijzen dan zendingen": """
        SELECT count(*) FROM (SELECT sent_by_id, count(DISTINCT sent_at) AS sent FROM kpi_registrationversion
                               GROUP BY sent_by_id) sending
          FULL JOIN (SELECT to_id, count(*) AS posted FROM notices_notice GROUP BY to_id) receipt
            ON receipt.to_id = sending.sent_by_id
         WHERE sent IS DISTINCT FROM posted""",
}
# A sending from the page of a local government that stood somewhere between two moments.
_CLICKED = """
SELECT EXISTS (
    SELECT 1 FROM kpi_registrationversion version
      JOIN kpi_registration registration ON registration.id = version.registration_id
      JOIN grants_participation part ON part.id = registration.participation_id
      JOIN grants_applicationline line ON line.id = part.line_id
      JOIN grants_application application ON application.id = line.application_id
      JOIN municipalities_localgovernment lead ON lead.id = application.lead_id
     WHERE lead.code = %s AND version.sent_at <= to_timestamp(%s)
       AND (version.taken_back_at IS NULL OR version.taken_back_at >= to_timestamp(%s))
)
"""


@dataclass
class Books:
    """What was compared."""

    acknowledged: int = 0
    found: int = 0
    clicks: int = 0
    clicks_found: int = 0
    sendings: int = 0
    versions: int = 0
    receipts: int = 0
    delivered: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def lost(self) -> int:
        return self.acknowledged - self.found

    @property
    def are_right(self) -> bool:
        return not self.lost and self.clicks == self.clicks_found and not self.faults


def compare(url, ledger) -> Books:
    """What the ledger holds now, looked up in the database: what was acknowledged before we looked must be there."""
    saves, clicks = ledger.acknowledged, list(ledger.clicks)
    with psycopg.connect(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        saved = {row[:2]: row[2] for row in connection.execute(_SAVED)}
        books = Books(
            acknowledged=len(saves),
            found=sum(saved.get((save.name, save.revision)) == save.value for save in saves),
            clicks=len(clicks),
            clicks_found=sum(
                connection.execute(_CLICKED, [click.code, click.ended, click.began]).fetchone()[0] for click in clicks
            ),
        )
        books.versions, books.sendings = connection.execute(
            "SELECT count(*), count(DISTINCT (sent_by_id, sent_at)) FROM kpi_registrationversion"
        ).fetchone()
        books.receipts, books.delivered = connection.execute(
            "SELECT count(*), count(sent_at) FROM notices_notice"
        ).fetchone()
        for what, question in _FAULTS.items():
            if wrong := connection.execute(question).fetchone()[0]:
                books.faults.append(f"{wrong} {what}")
    if twice := _under_one_revision(saves):
        books.faults.append(f"{twice} keer dezelfde versie van een veld bevestigd voor twee waarden")
    return books


def _under_one_revision(saves) -> int:
    """How often two people were told that another value of theirs is the same revision of a field (R18)."""
    values = Counter((name, revision) for name, revision, _value in {(s.name, s.revision, s.value) for s in saves})
    return sum(count > 1 for count in values.values())
