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

from array import array
from collections import defaultdict

from grants.allotment.demand import Demand, to_cents
from grants.allotment.stages import Layer, Lines, Outcome, Stage, StageKind, pay


def allot(demand: Demand) -> Outcome:
    """Divide the budget of a demand by its rule: "tiers" or "pro_rata"."""
    incentives, claims = _Rows(demand.incentives), _Rows(demand.claims)
    money = _Money(to_cents(demand.budget))
    money.pay(StageKind.INCENTIVES, 0, incentives, incentives.own)
    if demand.rule == "pro_rata":
        money.pay(StageKind.EVERYTHING, 0, claims, claims.own)
    elif demand.rule == "tiers":
        _by_tier(demand, claims, money)
    else:
        raise ValueError(f"{demand.rule} is no rule to divide by.")
    return Outcome(demand.budget, claims.granted(money), incentives.granted(money), tuple(money.stages))


def _by_tier(demand, claims, money):
    """First from the envelopes, then tier by tier of what is left."""
    if demand.envelopes:
        _claim_envelopes(demand, claims)
        money.pay(StageKind.ENVELOPES, 0, claims, claims.envelope)
        for place, asked in enumerate(claims.envelope.claimed):
            claims.own.claimed[place] -= asked
    tiers = defaultdict(list)
    for place, one in enumerate(demand.claims):
        tiers[one.priority].append(place)
    for priority in sorted(tiers):
        money.pay(StageKind.TIER, priority, claims, claims.own, tiers[priority])


def _claim_envelopes(demand, claims):
    """What each line asks of its applicant's envelope; a whole line that does not fit leaves it to the next."""
    lines = defaultdict(list)
    for place, one in enumerate(demand.claims):
        if one.applicant in demand.envelopes:
            lines[one.applicant].append((one.priority, one.key, place))
    for applicant, own in lines.items():
        room = to_cents(demand.envelopes[applicant])
        for _priority, _key, place in sorted(own):
            asked = claims.own.claimed[place]
            fits = 0 if claims.whole[place] and asked > room else min(asked, room)
            claims.envelope.claimed[place] = fits
            room -= fits


class _Rows:
    """The lines of a demand while they are paid: what each asks and gets, from an envelope and in its own tier."""

    def __init__(self, asked):
        self.keys = [one.key for one in asked]
        self.whole = bytes(getattr(one, "is_whole", False) for one in asked)
        self.envelope, self.own = Layer(len(asked)), Layer(len(asked))
        self.own.claimed = array("q", [to_cents(one.requested) for one in asked])

    def granted(self, money) -> Lines:
        return Lines(self.keys, self.whole, (self.envelope, self.own), money.stages)


class _Money:
    """What there is, while it is divided stage after stage until it runs out; in cents."""

    def __init__(self, cents):
        self.left, self.is_over = cents, False
        self.stages: list[Stage] = []

    def pay(self, kind, number, rows, layer, places=None):
        """Pay one stage, unless the money had run out; who asks nothing takes no part."""
        places = [place for place in places or range(len(rows.keys)) if layer.claimed[place]]
        if self.is_over or not places:
            return
        cents = array("q", [layer.claimed[place] for place in places])
        keys, whole = [rows.keys[place] for place in places], bytes([rows.whole[place] for place in places])
        stage, paid = pay(kind, number, self.left, keys, cents, whole)
        for place, one in zip(places, paid, strict=True):
            layer.paid[place], layer.stage_of[place] = one, len(self.stages)
        self.stages.append(stage)
        self.left -= stage.paid
        self.is_over = stage.is_short
