from grants.models.allocations import AllocationIncentive, AllocationLine, AllocationRun
from grants.models.annexes import Incentive, IncentiveRequest, Initiative, InvolvedParty
from grants.models.applications import Application, ApplicationLine
from grants.models.awards import Award, Commitment, IncentiveAward
from grants.models.catalogue import Action, Goal, Programme, Support
from grants.models.envelopes import Envelope
from grants.models.extensions import Extension
from grants.models.offers import Indicator, Offer
from grants.models.participants import Estimate, Exemption, Participant
from grants.models.participations import Participation
from grants.models.published import PublishedFigure, Remark
from grants.models.rounds import ProjectRound, ReportingMoment, RoundChange
from grants.models.versions import ApplicationNote, ApplicationReturn, ApplicationVersion

__all__ = [
    "Action",
    "AllocationIncentive",
    "AllocationLine",
    "AllocationRun",
    "Application",
    "ApplicationLine",
    "ApplicationNote",
    "ApplicationReturn",
    "ApplicationVersion",
    "Award",
    "Commitment",
    "Envelope",
    "Estimate",
    "Exemption",
    "Extension",
    "Goal",
    "Incentive",
    "IncentiveAward",
    "IncentiveRequest",
    "Indicator",
    "Initiative",
    "InvolvedParty",
    "Offer",
    "Participant",
    "Participation",
    "Programme",
    "ProjectRound",
    "PublishedFigure",
    "Remark",
    "ReportingMoment",
    "RoundChange",
    "Support",
]
