"""Signing in; a try-out environment names its accounts beside the form."""

from django.conf import settings
from django.contrib.auth.views import LoginView

from samenleven.accounts.tryout import ACCOUNTS, PASSWORD


class SignIn(LoginView):
    """The form of /aanmelden/."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if settings.DEMO:
            context |= {"accounts": [(one.username, one.what) for one in ACCOUNTS], "demo_password": PASSWORD}
        return context
