"""The evening of 15 October tried out: load, faults and fuzz on throw-away servers: `make trial` (docs/trial.md).

Everything runs on generated data that says it is generated; the portal under trial is the portal as it is.
"""
