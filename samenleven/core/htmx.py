"""A page for a browser, its fragment for htmx."""

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

VARIES_ON = ["HX-Request", "HX-Target", "HX-Boosted", "HX-History-Restore-Request"]


def wants_fragment(request):
    """Whether htmx asks for a part of the page: not when it walks back in history, nor for a boosted link without a target of its own."""
    htmx = request.htmx
    return bool(htmx) and not htmx.history_restore_request and (not htmx.boosted or bool(htmx.target))


def fragment_of(template):
    """The fragment of a page: grants/plan.html has grants/_plan.html."""
    folder, slash, name = template.rpartition("/")
    return f"{folder}{slash}_{name}"


def render_page(request, template, context=None, *, status=200):
    """The whole page, or for htmx its fragment with the waiting messages beside it."""
    if wants_fragment(request):
        html = render_to_string(fragment_of(template), context, request)
        if len(get_messages(request)):
            html += render_to_string("components/messages.html", {"swap": True}, request)
        response = HttpResponse(html, status=status)
    else:
        response = render(request, template, context, status=status)
    patch_vary_headers(response, VARIES_ON)
    return response
