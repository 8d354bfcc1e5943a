from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class NoticesConfig(AppConfig):
    name = "samenleven.notices"
    label = "notices"
    verbose_name = "Berichten"

    def ready(self):
        from samenleven.notices import services  # it needs the models

        def count_at_sign_in(sender, user, **_signal):
            services.unread(user)

        # Signing in is slow anyway: counted then, no page of the visit waits for it.
        user_logged_in.connect(count_at_sign_in, weak=False, dispatch_uid="notices")
