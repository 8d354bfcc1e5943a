"""The two rules of R20 by which a budget is divided over what is asked.

By tier: incentives first; then who has an envelope, up to it, in the order of its own priorities; then all that is left of the first
priorities, of the second, and so on. Pro rata: incentives first, then everything else at once.

What holds, whatever the order of the rows:
- no line gets less than nothing or more than it asks, and nothing is given that is not there;
- where no line is whole, exactly min(budget, requested) is granted;
- the same demand gives the same outcome and the same digest;
- a higher budget lowers no line by more than one cent (the remainders may fall elsewhere), and no whole line at all: a stage is
  either paid in full or the last one, and in the last one each part only grows with the money (see stages.py). This is so for a
  division as it comes out, before anybody adjusts it by hand.
It takes as long as there are lines: only ties and whole lines are sorted, and each applicant's own lines.
"""

from collections import defaultdict

from grants.allotment.demand import Demand, to_cents
from grants.allotment.stages import Granted, Outcome, Part, Stage, StageKind, pay


def allot(demand: Demand) -> Outcome:
    """Divide the budget of a demand by its rule: "tiers" or "pro_rata"."""
    incentives = [(one.key, to_cents(one.requested), False) for one in demand.incentives]
    claims = [(one.key, to_cents(one.requested), one.is_whole) for one in demand.claims]
    money = _Money(to_cents(demand.budget))
    reserved = money.pay(StageKind.INCENTIVES, 0, incentives)
    if demand.rule == "pro_rata":
        granted = money.pay(StageKind.EVERYTHING, 0, claims)
    elif demand.rule == "tiers":
        granted = _by_tier(demand, claims, money)
    else:
        raise ValueError(f"{demand.rule} is no rule to divide by.")
    return Outcome(
        demand.budget,
        {one.key: Granted(parts) for one, parts in zip(demand.claims, granted, strict=True)},
        {one.key: Granted(parts) for one, parts in zip(demand.incentives, reserved, strict=True)},
        tuple(money.stages),
    )


def _by_tier(demand, claims, money):
    """The parts of each claim: first from the envelopes, then tier by tier of what is left."""
    rest, parts = claims, [()] * len(claims)
    if demand.envelopes:
        wanted = _claims_on_envelopes(demand, claims)
        parts = money.pay(StageKind.ENVELOPES, 0, wanted)
        rest = [(key, cents - own, whole) for (key, cents, whole), (_k, own, _w) in zip(claims, wanted, strict=True)]
    tiers = defaultdict(list)
    for place, one in enumerate(demand.claims):
        tiers[one.priority].append(place)
    for priority in sorted(tiers):
        places = tiers[priority]
        found = money.pay(StageKind.TIER, priority, [rest[place] for place in places])
        for place, more in zip(places, found, strict=True):
            parts[place] += more
    return parts


def _claims_on_envelopes(demand, claims):
    """What each line asks of its applicant's envelope; a whole line that does not fit leaves it to the next."""
    own, wanted = defaultdict(list), [(key, 0, whole) for key, _cents, whole in claims]
    for place, one in enumerate(demand.claims):
        if one.applicant in demand.envelopes:
            own[one.applicant].append((one.priority, one.key, place))
    for applicant, lines in own.items():
        room = to_cents(demand.envelopes[applicant])
        for _priority, _key, place in sorted(lines):
            key, asked, whole = claims[place]
            fits = 0 if whole and asked > room else min(asked, room)
            wanted[place] = (key, fits, whole)
            room -= fits
    return wanted


class _Money:
    """What there is, while it is divided stage after stage until it runs out; in cents."""

    def __init__(self, cents):
        self.left, self.is_over = cents, False
        self.stages: list[Stage] = []

    def pay(self, kind, number, claims) -> list[tuple[Part, ...]]:
        """What each claim gets in this stage: one part, or none where it asks nothing or the money had run out."""
        if self.is_over or not any(cents for _key, cents, _whole in claims):
            return [()] * len(claims)
        stage, parts = pay(kind, number, self.left, claims)
        self.stages.append(stage)
        self.left -= stage.paid
        self.is_over = stage.is_short
        return [(part,) if part.claimed else () for part in parts]
