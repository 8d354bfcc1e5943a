"""What the browser tests of the corridor and of the figures share."""

import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture
def browse(chromium, live_server):
    """Opens a page as somebody (None: nobody signed in); afterwards the console must have stayed empty, but for what the test expects."""
    said, contexts = [], []

    def opened(user, path, *, expected=(), width=1280, **options):
        view = {"viewport": {"width": width, "height": 800}, "reduced_motion": "reduce"}
        context = chromium.new_context(base_url=live_server.url, **view, **options)
        contexts.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        context.set_default_timeout(8000)
        page = context.new_page()
        if not options.get("bypass_csp"):  # axe itself asks for what the page already has, and complains
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path)
        return page

    opened.said = said
    yield opened
    for context in contexts:
        context.close()
    assert said == []
