"""Asking an operation many things, and judging each answer by the description of the API."""

from collections import Counter

import hypothesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from samenleven.wsgi import application
from tests.api import told

EXAMPLES = 12


def described(document):
    """The operations of a description, by method and address."""
    import schemathesis  # two seconds that only these tests need

    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    return {(found.ok().method, found.ok().path): found.ok() for found in schema.get_all_operations()}


def asked(operation, mode, *, headers=dict, examples=EXAMPLES):
    """The statuses of the answers, each judged; `headers` gives those of the next question. The same questions each time."""
    import schemathesis
    from schemathesis.generation import GenerationMode
    from schemathesis.specs.openapi import checks

    judged_by = [
        schemathesis.checks.not_a_server_error,
        checks.status_code_conformance,
        checks.content_type_conformance,
        checks.response_headers_conformance,
        checks.response_schema_conformance,
        checks.negative_data_rejection,
    ]
    statuses: Counter[int] = Counter()

    @hypothesis.settings(
        derandomize=True,
        max_examples=examples,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=GenerationMode(mode)))
    def each(case):
        sent = headers()
        # The connection holds the rows of the test; Django's own test client lets go of it after each of its requests.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        response = case.call(headers=sent)
        statuses[response.status_code] += 1
        case.validate_response(response, checks=judged_by)

    try:
        each()
    finally:
        told.answered(operation.method, operation.path, statuses)
    return set(statuses)
