"""How fast the portal is, as ratios to the barest thing that does the same: `make bench` (docs/performance.md).

Everything runs on throw-away servers of its own and on generated data that says it is generated.
"""
