"""Where the figures come from: six relations with the same columns, from the live tables or from a snapshot.

`moment` per round whether the deadline passed and was frozen · `part` who takes part in what, and whether it
reported · `counted` per KPI what was promised and reached · `granted` the money, at the lead · `published` the
totals the ministry published before.
"""

# Which rounds a question is about: those it names, else the real rounds of the programme (R33).
ROUNDS = """
asked AS (
    SELECT round.id FROM grants_projectround round JOIN grants_programme programme ON programme.id = round.programme_id
     WHERE CASE WHEN %(rounds)s::text[] IS NULL
                THEN NOT round.is_practice AND (programme.code = %(programme)s
                     OR (%(programme)s::text IS NULL AND programme.is_current))
                ELSE round.code = ANY(%(rounds)s::text[]) END
)"""

MOMENT = """
moment AS (
    SELECT moment.id, moment.round_id,
           moment.deadline IS NOT NULL AND moment.deadline <= %(as_of)s AS is_due,
           %(snapshot)s::bigint IS NOT NULL
           OR EXISTS (SELECT 1 FROM kpi_snapshot taken
                       WHERE taken.moment_id = moment.id AND taken.cause = 'deadline') AS is_frozen
      FROM grants_reportingmoment moment JOIN asked ON asked.id = moment.round_id
     WHERE moment.kind = %(moment)s
)"""

LIVE = """
standing AS (
    SELECT newest.participation_id, newest.version_id, newest.number
      FROM (SELECT DISTINCT ON (registration.id) registration.participation_id, version.id AS version_id,
                   version.number, version.taken_back_at
              FROM kpi_registration registration
              JOIN moment ON moment.id = registration.moment_id
              JOIN kpi_registrationversion version ON version.registration_id = registration.id
             WHERE version.sent_at <= %(as_of)s
             ORDER BY registration.id, version.number DESC) newest
     WHERE newest.taken_back_at IS NULL OR newest.taken_back_at > %(as_of)s
),
counted AS (
    SELECT commitment.participation_id, commitment.indicator_id, commitment.amount, commitment.units,
           commitment.current_reach, commitment.target, sent.count AS realised
      FROM grants_commitment commitment
      JOIN grants_indicator indicator ON indicator.id = commitment.indicator_id
      JOIN grants_offer offer ON offer.id = indicator.offer_id
      JOIN asked ON asked.id = offer.round_id
      LEFT JOIN standing ON standing.participation_id = commitment.participation_id
      LEFT JOIN kpi_registrationvalue sent
             ON sent.version_id = standing.version_id AND sent.indicator_id = commitment.indicator_id
     WHERE commitment.known_at <= %(as_of)s
),
granted AS (
    SELECT award.line_id, offer.round_id, offer.action_id, application.lead_id, award.kind, award.amount
      FROM grants_award award
      JOIN grants_applicationline line ON line.id = award.line_id
      JOIN grants_offer offer ON offer.id = line.offer_id
      JOIN grants_application application ON application.id = line.application_id
      JOIN asked ON asked.id = offer.round_id
     WHERE award.known_at <= %(as_of)s
),
part AS (
    SELECT participation.id AS participation_id, participation.line_id, participation.local_government_id,
           participation.certainty, offer.round_id, offer.action_id, application.lead_id, application.partnership_id,
           granted.kind, EXISTS (SELECT 1 FROM counted WHERE counted.participation_id = participation.id) AS is_expected,
           standing.number AS version_number,
           CASE WHEN standing.version_id IS NULL THEN 'not_reported'
                WHEN EXISTS (SELECT 1 FROM kpi_registrationvalue sent
                              WHERE sent.version_id = standing.version_id AND NOT sent.not_applicable) THEN 'reported'
                ELSE 'not_applicable' END AS state
      FROM grants_participation participation
      JOIN grants_applicationline line ON line.id = participation.line_id
      JOIN grants_offer offer ON offer.id = line.offer_id
      JOIN grants_application application ON application.id = line.application_id
      JOIN asked ON asked.id = offer.round_id
      LEFT JOIN granted ON granted.line_id = participation.line_id
      LEFT JOIN standing ON standing.participation_id = participation.id
     WHERE participation.known_at <= %(as_of)s
),
published AS (
    SELECT DISTINCT ON (figure.round_id, figure.action_id, figure.measure)
           figure.round_id, figure.action_id, figure.measure, figure.value
      FROM grants_publishedfigure figure JOIN asked ON asked.id = figure.round_id
     WHERE figure.known_at <= %(as_of)s
     ORDER BY figure.round_id, figure.action_id, figure.measure, figure.known_at DESC
)"""

FROZEN = """
counted AS (
    SELECT participation_id, indicator_id, amount, units, current_reach, target, realised
      FROM kpi_indicatorfigure WHERE snapshot_id = %(snapshot)s
),
granted AS (
    SELECT figure.line_id, offer.round_id, offer.action_id, figure.lead_id, figure.kind, figure.amount
      FROM kpi_awardfigure figure
      JOIN grants_applicationline line ON line.id = figure.line_id
      JOIN grants_offer offer ON offer.id = line.offer_id
     WHERE figure.snapshot_id = %(snapshot)s
),
part AS (
    SELECT figure.participation_id, participation.line_id, participation.local_government_id, figure.certainty,
           offer.round_id, offer.action_id, granted.lead_id, application.partnership_id, granted.kind,
           figure.is_expected, figure.version_number, figure.state
      FROM kpi_actionfigure figure
      JOIN grants_participation participation ON participation.id = figure.participation_id
      JOIN grants_applicationline line ON line.id = participation.line_id
      JOIN grants_application application ON application.id = line.application_id
      JOIN grants_offer offer ON offer.id = line.offer_id
      LEFT JOIN granted ON granted.line_id = participation.line_id
     WHERE figure.snapshot_id = %(snapshot)s
),
published AS (
    SELECT asked.id AS round_id, figure.action_id, figure.measure, figure.value
      FROM kpi_totalfigure figure CROSS JOIN asked WHERE figure.snapshot_id = %(snapshot)s
)"""

# The body that stands for another on the map of now (R9); on the map of then each stands for itself.
HEIRS = """
heir AS (
    SELECT id, id AS place_id, successor_id, valid_until FROM municipalities_localgovernment
    UNION ALL
    SELECT heir.id, next.id, next.successor_id, next.valid_until
      FROM heir JOIN municipalities_localgovernment next ON next.id = heir.successor_id
     WHERE heir.valid_until < %(today)s
),
standin AS (
    SELECT id, place_id FROM heir WHERE successor_id IS NULL OR valid_until >= %(today)s
)"""
THEMSELVES = "standin AS (SELECT id, id AS place_id FROM municipalities_localgovernment)"
