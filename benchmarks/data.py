"""Generated local governments and rounds, and who takes part in them, by set-based SQL; every name says it is generated.

The triggers stay out (history, stamps, checks): what is written here is consistent by its making, and the portal's own
services are measured afterwards with every trigger in place.
"""

from contextlib import contextmanager

from django.db import connection, transaction

ACTIONS = 24
INDICATORS = 27  # the first three actions have two
DAYS_OPEN = 20


@contextmanager
def writing():
    """One transaction without triggers, then the statistics that an aged database would have."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute(
            "INSERT INTO core_stamp (name, counter) VALUES ('figures', 1) ON CONFLICT (name) DO UPDATE SET counter = core_stamp.counter + 1"
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def write_plan(cursor, local_governments):
    """A programme of 7 goals and 24 actions, and that many local governments in 13 regions."""
    cursor.execute("UPDATE grants_programme SET is_current = FALSE")
    cursor.execute(
        """
        INSERT INTO grants_programme (code, name, round_prefix, is_current)
        VALUES ('gegenereerd', 'Gegenereerd programma', '', TRUE);
        INSERT INTO grants_goal (number, title, source_url, programme_id)
        SELECT n, 'Gegenereerde doelstelling ' || n, '', programme.id
          FROM generate_series(1, 7) n, grants_programme programme WHERE programme.is_current;
        INSERT INTO municipalities_referenceregion (name)
        SELECT 'Gegenereerde regio ' || n FROM generate_series(1, 13) n
        """
    )
    cursor.execute(
        """
        INSERT INTO grants_action (number, title, title_status, summary, remarks, support_organisations, source_url,
                                   goal_id, programme_id)
        SELECT n, 'Gegenereerde actie ' || n, 'official', '', '', '', '', goal.id, goal.programme_id
          FROM generate_series(1, %s) n JOIN grants_goal goal ON goal.number = 1 + (n - 1) %% 7
          JOIN grants_programme programme ON programme.id = goal.programme_id AND programme.is_current
        """,
        [ACTIONS],
    )
    cursor.execute(
        """
        INSERT INTO municipalities_localgovernment
               (code, name, sort_name, kind, province, enterprise_number, reference_region_id)
        SELECT 'gen-' || lpad(n::text, 6, '0'), 'Gegenereerd bestuur ' || lpad(n::text, 6, '0'),
               'gegenereerd bestuur ' || lpad(n::text, 6, '0'), 'municipality',
               (ARRAY['Antwerpen', 'Limburg', 'Oost-Vlaanderen', 'Vlaams-Brabant', 'West-Vlaanderen'])[1 + n %% 5],
               '', region.id
          FROM generate_series(1, %s) n
          JOIN municipalities_referenceregion region ON region.name = 'Gegenereerde regio ' || 1 + n %% 13
         ORDER BY n
        """,
        [local_governments],
    )
    cursor.execute(
        """
        INSERT INTO municipalities_period (local_government_id, latitude, longitude)
        SELECT id, 50.7 + (id %% 90) / 100.0, 2.6 + (id %% 320) / 100.0 FROM municipalities_localgovernment
         WHERE code LIKE 'gen-%%'
        """,
        [],
    )
    cursor.execute(
        """
        INSERT INTO municipalities_partnership (name)
        SELECT 'Gegenereerd samenwerkingsverband ' || n FROM generate_series(0, %s / 10) n
        """,
        [local_governments],
    )


def write_round(cursor, number, years_ago):
    """A round with 24 offers and 27 KPI's whose final deadline lies some weeks ahead, that many years ago."""
    parameters = {"number": number, "years": years_ago, "days": DAYS_OPEN, "indicators": INDICATORS, "actions": ACTIONS}
    cursor.execute(
        """
        WITH dates AS (SELECT now() + make_interval(days => %(days)s) - make_interval(years => %(years)s) AS deadline),
        round AS (
            INSERT INTO grants_projectround
                   (code, number, title, is_practice, opens_at, closes_at, starts_on, ends_on, budget, decided_on,
                    remarks, source_url, programme_id)
            SELECT %(number)s, %(number)s, 'Gegenereerde ronde ' || %(number)s, FALSE,
                   deadline - interval '560 days', deadline - interval '470 days',
                   (deadline - interval '380 days')::date, (deadline - interval '16 days')::date, 15000000,
                   (deadline - interval '400 days')::date, '', '', programme.id
              FROM dates, grants_programme programme WHERE programme.is_current
            RETURNING id, starts_on, ends_on
        ),
        moments AS (
            INSERT INTO grants_reportingmoment
                   (kind, covers_from, covers_until, opens_at, deadline, deadline_precision, round_id)
            SELECT 'final', starts_on, ends_on, deadline - interval '40 days', deadline, 'day', round.id
              FROM dates, round
            UNION ALL
            SELECT 'interim', starts_on, starts_on + 181, deadline - interval '200 days', deadline - interval '160 days',
                   'day', round.id
              FROM dates, round
        ),
        offers AS (
            INSERT INTO grants_offer (financed, content_judged, action_id, round_id)
            SELECT TRUE, FALSE, action.id, round.id
              FROM grants_action action
              JOIN grants_programme programme ON programme.id = action.programme_id AND programme.is_current
              CROSS JOIN round
            RETURNING id, action_id
        )
        INSERT INTO grants_indicator
               (code, position, title, unit, kind, unit_family, amount_per_unit, max_units, max_amount, offer_id)
        SELECT action.number || '.' || position, position, 'Gegenereerde KPI ' || action.number || '.' || position,
               'personen', 'flow', 'persons', 50, 2000, 100000, offers.id
          FROM offers JOIN grants_action action ON action.id = offers.action_id
          JOIN LATERAL generate_series(1, CASE WHEN action.number <= %(indicators)s - %(actions)s THEN 2 ELSE 1 END)
               position ON TRUE
        """,
        parameters,
    )


def write_participations(cursor, number, local_governments, actions=ACTIONS, first=1):
    """Every local government takes part in every action; of ten, three work together and seven apply alone."""
    parameters = {"number": str(number), "actions": actions, "first": first, "last": local_governments}
    cursor.execute(
        """
        CREATE TEMP TABLE member ON COMMIT DROP AS
        SELECT body.id AS body_id, n, CASE WHEN n %% 10 IN (1, 2, 3) AND n - n %% 10 + 3 <= %(last)s
               THEN n - n %% 10 + 1 ELSE n END AS lead_n
          FROM generate_series(%(first)s, %(last)s) n
          JOIN municipalities_localgovernment body ON body.code = 'gen-' || lpad(n::text, 6, '0');
        ANALYZE member;
        """,
        parameters,
    )
    cursor.execute(
        """
        WITH leads AS (SELECT lead_n, min(lead.id) AS lead_id, count(*) > 1 AS together
                         FROM member JOIN municipalities_localgovernment lead
                           ON lead.code = 'gen-' || lpad(lead_n::text, 6, '0') GROUP BY lead_n),
        round AS (SELECT id FROM grants_projectround WHERE code = %(number)s),
        applications AS (
            INSERT INTO grants_application (is_imported, lead_id, partnership_id, round_id)
            SELECT FALSE, leads.lead_id, partnership.id, round.id
              FROM leads CROSS JOIN round
              LEFT JOIN municipalities_partnership partnership
                     ON together AND partnership.name = 'Gegenereerd samenwerkingsverband ' || lead_n / 10
             ORDER BY lead_n
            RETURNING id, round_id
        )
        INSERT INTO grants_applicationline (application_id, offer_id)
        SELECT applications.id, offer.id
          FROM applications JOIN grants_offer offer ON offer.round_id = applications.round_id
          JOIN grants_action action ON action.id = offer.action_id
         WHERE action.number <= %(actions)s ORDER BY applications.id, action.number
        """,
        parameters,
    )
    cursor.execute(
        """
        INSERT INTO grants_participation
               (certainty, known_at, source, source_date, note, line_id, local_government_id)
        SELECT 'named', round.decided_on, 'gegenereerd', '', '', line.id, member.body_id
          FROM member
          JOIN municipalities_localgovernment lead ON lead.code = 'gen-' || lpad(lead_n::text, 6, '0')
          JOIN grants_application application ON application.lead_id = lead.id
          JOIN grants_projectround round ON round.id = application.round_id AND round.code = %(number)s
          JOIN grants_applicationline line ON line.application_id = application.id
         ORDER BY line.id, member.n
        """,
        parameters,
    )
    cursor.execute("DROP TABLE member; ANALYZE grants_application, grants_applicationline, grants_participation")
    cursor.execute(
        """
        INSERT INTO grants_commitment
               (current_reach, target, amount, units, known_at, indicator_id, participation_id)
        SELECT CASE WHEN part.id %% 7 > 0 THEN part.id %% 90 END, part.id %% 90 + 10 + part.id %% 40,
               50 * (10 + part.id %% 40), 10 + part.id %% 40, part.known_at, indicator.id, part.id
          FROM grants_participation part
          JOIN grants_applicationline line ON line.id = part.line_id
          JOIN grants_offer offer ON offer.id = line.offer_id
          JOIN grants_projectround round ON round.id = offer.round_id AND round.code = %(number)s
          JOIN grants_indicator indicator ON indicator.offer_id = offer.id
         WHERE NOT EXISTS (SELECT 1 FROM grants_commitment known WHERE known.participation_id = part.id)
         ORDER BY part.id, indicator.id
        """,
        parameters,
    )
    cursor.execute(
        """
        INSERT INTO grants_award (kind, amount, units, known_at, line_id)
        SELECT 'decided', sum(commitment.amount), sum(commitment.units), min(commitment.known_at), part.line_id
          FROM grants_commitment commitment
          JOIN grants_participation part ON part.id = commitment.participation_id
          JOIN grants_applicationline line ON line.id = part.line_id
          JOIN grants_offer offer ON offer.id = line.offer_id
          JOIN grants_projectround round ON round.id = offer.round_id AND round.code = %(number)s
         WHERE NOT EXISTS (SELECT 1 FROM grants_award known WHERE known.line_id = part.line_id)
         GROUP BY part.line_id ORDER BY part.line_id
        """,
        parameters,
    )
