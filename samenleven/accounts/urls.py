"""Signing in and out."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LogoutView
from django.urls import path

from samenleven.accounts.views import SignIn

urlpatterns = [
    path("aanmelden/", login_not_required(SignIn.as_view()), name="login"),
    path("afmelden/", LogoutView.as_view(), name="logout"),
]
