"""What was granted in a round never passes its budget: the database counts along (R21).

Checked once per statement and under a lock on the round: two that grant at the same moment see each other. The past, whose
amounts were loaded or divided as an example, is not counted.
"""

import pgtrigger

_GRANTED = """
    SELECT coalesce(sum(amount), 0) FROM (
        SELECT award.amount FROM grants_award award
          JOIN grants_applicationline line ON line.id = award.line_id
          JOIN grants_application application ON application.id = line.application_id
         WHERE application.round_id = {round} AND award.kind = 'decided'
        UNION ALL
        SELECT award.amount FROM grants_incentiveaward award
          JOIN grants_incentiverequest request ON request.id = award.request_id
          JOIN grants_application application ON application.id = request.application_id
         WHERE application.round_id = {round}
    ) granted
"""
_ROUNDS_OF = {
    "grants_award": """
        SELECT DISTINCT application.round_id FROM written
          JOIN grants_applicationline line ON line.id = written.line_id
          JOIN grants_application application ON application.id = line.application_id
         WHERE written.kind = 'decided'
    """,
    "grants_incentiveaward": """
        SELECT DISTINCT application.round_id FROM written
          JOIN grants_incentiverequest request ON request.id = written.request_id
          JOIN grants_application application ON application.id = request.application_id
    """,
}


def within_the_budget(table) -> list[pgtrigger.Trigger]:
    """The triggers that refuse a row of this table by which a round grants more than its budget."""
    return [
        pgtrigger.Trigger(
            name=f"{table}_in_budget_{name}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(new="written"),
            declare=[("here", "bigint"), ("most", "numeric")],
            func=f"""
                FOR here IN {_ROUNDS_OF[table]} LOOP
                    SELECT budget INTO most FROM grants_projectround WHERE id = here FOR NO KEY UPDATE;
                    IF ({_GRANTED.format(round="here")}) > most THEN
                        RAISE EXCEPTION '{table}_in_budget_{name}: De toekenningen gaan boven het budget van de ronde.'
                            USING ERRCODE = 'check_violation';
                    END IF;
                END LOOP;
                RETURN NULL;
            """,
        )
        for name, operation in (("when_added", pgtrigger.Insert), ("when_changed", pgtrigger.Update))
    ]


COVERS_THE_AWARDS = pgtrigger.Trigger(
    name="grants_projectround_budget_covers_the_awards",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.budget IS DISTINCT FROM OLD.budget"),
    func=f"""
        IF ({_GRANTED.format(round="NEW.id")}) > NEW.budget THEN
            RAISE EXCEPTION 'grants_projectround_budget_covers_the_awards: Er is al meer toegekend dan dit budget.'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    """,
)
