from grants.models.applications import Application, ApplicationLine, Participation
from grants.models.awards import Award, Commitment
from grants.models.catalogue import Action, Goal, Programme, Support
from grants.models.extensions import Extension
from grants.models.offers import Indicator, Offer
from grants.models.published import PublishedFigure, Remark
from grants.models.rounds import ProjectRound, ReportingMoment, RoundChange

__all__ = [
    "Action",
    "Application",
    "ApplicationLine",
    "Award",
    "Commitment",
    "Extension",
    "Goal",
    "Indicator",
    "Offer",
    "Participation",
    "Programme",
    "ProjectRound",
    "PublishedFigure",
    "Remark",
    "ReportingMoment",
    "RoundChange",
    "Support",
]
