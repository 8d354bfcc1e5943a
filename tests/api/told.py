"""What the API was asked and answered in a run, for the summary at its end: a line, and with -v one for each operation."""

from collections import Counter

# Since the last test: an operation, and how often each status came.
ANSWERED: list[tuple[str, dict[str, int]]] = []


def answered(method, path, statuses):
    """Keep what an operation answered."""
    ANSWERED.append((f"{method.upper()} {path}", {str(status): number for status, number in statuses.items()}))


def summary(kept):
    """The lines: the whole first."""
    by_operation: dict[str, Counter] = {}
    for operation, statuses in kept:
        by_operation.setdefault(operation, Counter()).update(statuses)
    whole = sum(by_operation.values(), Counter())
    faults = sum(number for status, number in whole.items() if status >= "500")
    yield (
        f"schemathesis: {len(by_operation)} operations, {whole.total()} questions, {faults} faults of ours (5xx), "
        f"each answer held against docs/openapi.yaml: {_times(whole)}"
    )
    for operation, statuses in sorted(by_operation.items()):
        yield f"  {operation}: {_times(statuses)}"


def _times(statuses):
    return ", ".join(f"{number} x {status}" for status, number in sorted(statuses.items()))
