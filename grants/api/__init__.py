"""The plan and its rounds, as data."""

from django.urls import path

from grants.api.catalogue import ActionDocument, Actions, GoalDocument, Goals
from grants.api.rounds import ProjectRoundDocument, ProjectRounds

urlpatterns = [
    path("goals", Goals.as_view(), name="goals"),
    path("goals/<int:number>", GoalDocument.as_view(), name="goal"),
    path("actions", Actions.as_view(), name="actions"),
    path("actions/<int:number>", ActionDocument.as_view(), name="action"),
    path("projectRounds", ProjectRounds.as_view(), name="project-rounds"),
    path("projectRounds/<slug:number>", ProjectRoundDocument.as_view(), name="project-round"),
]
