"""What the generated local governments counted: their registrations, how these are split, and snapshots of them."""

# Of five local governments three have sent, one has a draft and one has not begun; in a closed round all have sent.
_STATUS = "CASE WHEN round.ended OR n %% 5 > 1 THEN 'submitted' WHEN n %% 5 = 1 THEN 'draft' END"


def write_registrations(cursor, number):
    """The final registrations of a round: most sent once, one in five twice, one in twenty three times."""
    parameters = {"number": str(number)}
    cursor.execute(
        f"""
        INSERT INTO kpi_registration (status, status_at, moment_id, participation_id)
        SELECT status, sent_at, moment_id, participation_id
          FROM (SELECT {_STATUS} AS status, least(round.deadline, now()) - interval '9 days' AS sent_at,
                       round.moment_id, part.id AS participation_id
                  FROM (SELECT round.id, moment.id AS moment_id, moment.deadline, moment.deadline < now() AS ended
                          FROM grants_projectround round
                          JOIN grants_reportingmoment moment ON moment.round_id = round.id AND moment.kind = 'final'
                         WHERE round.code = %(number)s) round
                  JOIN grants_offer offer ON offer.round_id = round.id
                  JOIN grants_applicationline line ON line.offer_id = offer.id
                  JOIN grants_participation part ON part.line_id = line.id
                  JOIN municipalities_localgovernment body ON body.id = part.local_government_id
                  CROSS JOIN LATERAL (SELECT right(body.code, 6)::integer AS n) numbered) wanted
         WHERE status IS NOT NULL
         ORDER BY hashint8(participation_id)
        """,
        parameters,
    )
    cursor.execute(
        """
        INSERT INTO kpi_registrationversion (number, sent_at, registration_id)
        SELECT nth, registration.status_at + make_interval(days => nth), registration.id
          FROM kpi_registration registration
          JOIN grants_reportingmoment moment ON moment.id = registration.moment_id
          JOIN grants_projectround round ON round.id = moment.round_id AND round.code = %(number)s
          JOIN LATERAL generate_series(1, 1 + (registration.id %% 5 = 0)::integer + (registration.id %% 20 = 0)::integer)
               nth ON TRUE
         WHERE registration.status = 'submitted'
         ORDER BY nth, registration.id
        """,
        parameters,
    )
    cursor.execute("ANALYZE kpi_registration, kpi_registrationversion, grants_commitment")
    cursor.execute(
        """
        INSERT INTO kpi_registrationvalue (count, not_applicable, indicator_id, version_id)
        SELECT 5 + version.id %% 95, FALSE, commitment.indicator_id, version.id
          FROM kpi_registrationversion version
          JOIN kpi_registration registration ON registration.id = version.registration_id
          JOIN grants_reportingmoment moment ON moment.id = registration.moment_id
          JOIN grants_projectround round ON round.id = moment.round_id AND round.code = %(number)s
          JOIN grants_commitment commitment ON commitment.participation_id = registration.participation_id
         ORDER BY version.id, commitment.indicator_id
        """,
        parameters,
    )
    cursor.execute(
        """
        INSERT INTO kpi_draftvalue (count, not_applicable, revision, saved_at, indicator_id, registration_id)
        SELECT registration.id %% 90, FALSE, 1, registration.status_at, commitment.indicator_id, registration.id
          FROM kpi_registration registration
          JOIN grants_reportingmoment moment ON moment.id = registration.moment_id
          JOIN grants_projectround round ON round.id = moment.round_id AND round.code = %(number)s
          JOIN grants_commitment commitment ON commitment.participation_id = registration.participation_id
         WHERE registration.status = 'draft'
        """,
        parameters,
    )


def write_breakdowns(cursor, number, categories):
    """Every version of a round's final registrations split over so many categories per KPI; how many rows that is."""
    cursor.execute(
        "INSERT INTO kpi_dimension (code, name) VALUES ('gegenereerd', 'Gegenereerde uitsplitsing') ON CONFLICT DO NOTHING"
    )
    cursor.execute(
        """
        INSERT INTO kpi_category (code, name, position, dimension_id)
        SELECT 'gen-' || n, 'Gegenereerde categorie ' || n, n, dimension.id
          FROM generate_series(1, %s) n, kpi_dimension dimension WHERE dimension.code = 'gegenereerd'
        ON CONFLICT DO NOTHING
        """,
        [categories],
    )
    cursor.execute(
        """
        INSERT INTO kpi_breakdownvalue (version_id, indicator_id, category_id, count)
        SELECT value.version_id, value.indicator_id, category.id, (value.id + category.id) %% 60
          FROM kpi_registrationvalue value
          JOIN kpi_registrationversion version ON version.id = value.version_id
          JOIN kpi_registration registration ON registration.id = version.registration_id
          JOIN grants_reportingmoment moment ON moment.id = registration.moment_id
          JOIN grants_projectround round ON round.id = moment.round_id AND round.code = %s
          CROSS JOIN kpi_category category
         ORDER BY value.version_id, value.indicator_id, category.id
        """,
        [str(number)],
    )
    return cursor.rowcount


def write_snapshots(cursor, number, count):
    """So many snapshots on demand of a round's interim moment, without figures: rows for the lists."""
    cursor.execute(
        """
        INSERT INTO kpi_snapshot (number, code, cause, as_of, was_due, taken_at, rule_version, digest, moment_id)
        SELECT n, round.code || '-interim-' || n, 'on_demand', now() - make_interval(hours => n),
               FALSE, now() - make_interval(hours => n), 'gegenereerd', repeat('0', 64), moment.id
          FROM generate_series(1, %(count)s) n, grants_reportingmoment moment
          JOIN grants_projectround round ON round.id = moment.round_id
         WHERE round.code = %(number)s AND moment.kind = 'interim'
        """,
        {"number": number, "count": count},
    )
