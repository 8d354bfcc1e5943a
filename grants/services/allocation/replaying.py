"""Dividing again what was divided before: the same demand gives the same outcome, years later too (R20)."""

from dataclasses import dataclass
from decimal import Decimal

from grants.allotment import Claim, Demand, Incentive, allot
from grants.models import AllocationRun


@dataclass(frozen=True)
class Replay:
    """What dividing again gave, beside what was kept."""

    run: AllocationRun
    input_digest: str
    result_digest: str
    differing: int  # lines and incentives whose computed amount is another now

    @property
    def is_the_same(self) -> bool:
        """Whether everything came out as it was kept."""
        same = (self.input_digest, self.result_digest) == (self.run.input_digest, self.run.result_digest)
        return same and not self.differing


def replay(run: AllocationRun) -> Replay:
    """Divide what a run kept of the applications again; nothing is written."""
    rows, incentives = list(run.lines.all()), list(run.incentives.all())
    applicant = {row.key: row.key.partition(":")[0] for row in rows}
    demand = Demand(
        run.budget,
        run.rule,
        tuple(Claim(row.key, applicant[row.key], row.priority, row.requested, row.is_whole, row.basis) for row in rows),
        tuple(Incentive(row.key, row.requested, row.basis) for row in incentives),
        {code: Decimal(amount) for code, amount in run.envelopes},
    )
    outcome = allot(demand)
    differing = sum(outcome.lines[row.key].amount != row.computed for row in rows)
    differing += sum(outcome.incentives[row.key].amount != row.computed for row in incentives)
    return Replay(run, demand.digest(), outcome.digest(), differing)
