"""The catalogue of the plan, to manage; rounds, what was asked and everything that was decided, to read.

A round is opened and changed on its own page: there every change is told with its reason (R13).
"""

from grants.admin import applications, awards, catalogue, rounds

__all__ = ["applications", "awards", "catalogue", "rounds"]
