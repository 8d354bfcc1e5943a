"""Where the figures come from: six relations with the same columns, from the live tables or from a snapshot.

`moment` per round whether the deadline passed and was frozen · `part` who takes part in what, and whether it
reported · `counted` per KPI what was promised and reached · `granted` the money, at the lead · `published` the
totals the ministry published before · `offered` what is paid, per unit of which family.
"""

# Which rounds a question is about: those it names, else the real rounds of the programme (R33); none that is being prepared.
ROUNDS = """
asked AS (
    SELECT round.id FROM grants_projectround round JOIN grants_programme programme ON programme.id = round.programme_id
     WHERE round.published_at IS NOT NULL
       AND CASE WHEN %(rounds)s::text[] IS NULL
                THEN NOT round.is_practice AND (programme.code = %(programme)s
                     OR (%(programme)s::text IS NULL AND programme.is_current))
                ELSE round.code = ANY(%(rounds)s::text[]) END
)"""

# A day that is not over yet is read as now: its deadline has not passed before it has.
MOMENT_NOW = """
moment AS (
    SELECT moment.id, moment.round_id,
           moment.deadline IS NOT NULL AND moment.deadline <= least(%(as_of)s, %(now)s) AS is_due,
           EXISTS (SELECT 1 FROM kpi_snapshot taken
                    WHERE taken.moment_id = moment.id AND taken.cause = 'deadline') AS is_frozen
      FROM grants_reportingmoment moment JOIN asked ON asked.id = moment.round_id
     WHERE moment.kind = %(moment)s
)"""
MOMENT_THEN = """
moment AS (
    SELECT moment.id, moment.round_id, snapshot.id AS snapshot_id, snapshot.was_due AS is_due, TRUE AS is_frozen
      FROM kpi_snapshot snapshot JOIN grants_reportingmoment moment ON moment.id = snapshot.moment_id
     WHERE snapshot.id = ANY(%(snapshots)s)
)"""

# Which version of each registration counts; before a deadline what was sent is nobody's but the ministry's.
_STANDING = """
standing AS (
    SELECT newest.participation_id, newest.version_id, newest.number
      FROM (SELECT DISTINCT ON (registration.id) registration.participation_id, version.id AS version_id,
                   version.number, version.taken_back_at
              FROM kpi_registration registration
              JOIN moment ON moment.id = registration.moment_id
              JOIN kpi_registrationversion version ON version.registration_id = registration.id
             WHERE version.sent_at <= %(as_of)s AND (moment.is_due OR NOT %(only_due)s)
             ORDER BY registration.id, version.number DESC) newest
     WHERE newest.taken_back_at IS NULL OR newest.taken_back_at > %(as_of)s
)"""
_NOTHING_SENT = """
standing AS (SELECT NULL::bigint AS participation_id, NULL::bigint AS version_id, NULL::integer AS number WHERE FALSE)"""

_KNOWN_NOW = """
counted AS (
    SELECT commitment.participation_id, commitment.indicator_id, commitment.amount, commitment.units,
           commitment.current_reach, commitment.target, sent.count AS realised,
           coalesce(sent.not_applicable, FALSE) AS does_not_apply, indicator.unit_family, indicator.kind
      FROM grants_commitment commitment
      JOIN grants_indicator indicator ON indicator.id = commitment.indicator_id
      JOIN grants_offer offer ON offer.id = indicator.offer_id
      JOIN asked ON asked.id = offer.round_id
      LEFT JOIN standing ON standing.participation_id = commitment.participation_id
      LEFT JOIN kpi_registrationvalue sent
             ON sent.version_id = standing.version_id AND sent.indicator_id = commitment.indicator_id
     WHERE commitment.known_at <= %(as_of)s
),
-- As with a deadline: on a day that is not over yet, an extension has not ended before it has.
extended AS (
    SELECT DISTINCT extension.application_id
      FROM grants_extension extension JOIN moment ON moment.id = extension.moment_id
     WHERE extension.kind = 'extension' AND extension.granted_at <= %(as_of)s
       AND extension.until >= least(%(as_of)s, %(now)s)
       AND (extension.withdrawn_at IS NULL OR extension.withdrawn_at > %(as_of)s)
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
           granted.kind, EXISTS (SELECT 1 FROM grants_commitment commitment
                                  WHERE commitment.participation_id = participation.id
                                    AND commitment.known_at <= %(as_of)s) AS is_expected,
           standing.number AS version_number,
           CASE WHEN standing.version_id IS NULL AND extended.application_id IS NOT NULL THEN 'not_due'
                WHEN standing.version_id IS NULL THEN 'not_reported'
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
      LEFT JOIN extended ON extended.application_id = application.id
     WHERE participation.known_at <= %(as_of)s
),
published AS (
    SELECT DISTINCT ON (figure.round_id, figure.action_id, figure.measure)
           figure.round_id, figure.action_id, figure.measure, figure.value
      FROM grants_publishedfigure figure JOIN asked ON asked.id = figure.round_id
     WHERE figure.known_at <= %(as_of)s
       AND (%(recorded_by)s::timestamptz IS NULL OR figure.recorded_at <= %(recorded_by)s)
     ORDER BY figure.round_id, figure.action_id, figure.measure, figure.known_at DESC
),
offered AS (
    SELECT offer.round_id, offer.action_id, offer.financed, price.unit_family, price.kind, price.amount_per_unit,
           history.round_id IS NOT NULL AS is_history
      FROM grants_offer offer
      JOIN asked ON asked.id = offer.round_id
      LEFT JOIN LATERAL (
           SELECT min(indicator.unit_family) AS unit_family, min(indicator.kind) AS kind,
                  CASE WHEN count(DISTINCT indicator.amount_per_unit) = 1
                       THEN min(indicator.amount_per_unit) END AS amount_per_unit
             FROM grants_indicator indicator WHERE indicator.offer_id = offer.id
           HAVING count(DISTINCT indicator.unit_family) = 1) price ON TRUE
      LEFT JOIN (SELECT round_id FROM published UNION
                 SELECT part.round_id FROM part JOIN grants_applicationline line ON line.id = part.line_id
                   JOIN grants_application application ON application.id = line.application_id
                  WHERE application.is_imported) history ON history.round_id = offer.round_id
)"""

LIVE = f"{_STANDING},{_KNOWN_NOW}"
PROMISED = f"{_NOTHING_SENT},{_KNOWN_NOW}"

# Of one snapshot, or of several of which each is of a round of its own.
FROZEN = """
counted AS (
    SELECT participation_id, indicator_id, amount, units, current_reach, target, realised, does_not_apply,
           unit_family, kind
      FROM kpi_indicatorfigure WHERE snapshot_id = ANY(%(snapshots)s)
),
granted AS (
    SELECT figure.line_id, offer.round_id, offer.action_id, figure.lead_id, figure.kind, figure.amount
      FROM kpi_awardfigure figure
      JOIN grants_applicationline line ON line.id = figure.line_id
      JOIN grants_offer offer ON offer.id = line.offer_id
     WHERE figure.snapshot_id = ANY(%(snapshots)s)
),
part AS (
    SELECT figure.participation_id, participation.line_id, participation.local_government_id, figure.certainty,
           offer.round_id, offer.action_id, application.partnership_id, granted.kind,
           -- The lead is frozen with the award; where nothing is granted yet, nothing but the application knows it.
           CASE WHEN granted.line_id IS NULL THEN application.lead_id ELSE granted.lead_id END AS lead_id,
           figure.is_expected, figure.version_number, figure.state
      FROM kpi_actionfigure figure
      JOIN grants_participation participation ON participation.id = figure.participation_id
      JOIN grants_applicationline line ON line.id = participation.line_id
      JOIN grants_application application ON application.id = line.application_id
      JOIN grants_offer offer ON offer.id = line.offer_id
      LEFT JOIN granted ON granted.line_id = participation.line_id
     WHERE figure.snapshot_id = ANY(%(snapshots)s)
),
published AS (
    SELECT moment.round_id, figure.action_id, figure.measure, figure.value
      FROM kpi_totalfigure figure JOIN moment USING (snapshot_id)
),
offered AS (
    SELECT moment.round_id, figure.action_id, figure.financed, nullif(figure.unit_family, '') AS unit_family,
           nullif(figure.kind, '') AS kind, figure.amount_per_unit, figure.is_history
      FROM kpi_offerfigure figure JOIN moment USING (snapshot_id)
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
