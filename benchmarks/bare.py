"""The same page without the work: same middleware, same template, same bytes, nothing looked up.

The first request of a process does the real work and is remembered: the template with its context, or the body.
"""

from threading import local

from django.http import HttpResponse
from django.template.backends.django import Template
from django.urls import resolve

_remembered = {}
_render = Template.render
_state = local()


def bare_page(request, address):
    """What the address in the address gave the first time, drawn again from memory."""
    request.path = request.path_info = f"/{address}"
    request.resolver_match = match = resolve(request.path)
    key = (request.get_full_path(), request.headers.get("If-None-Match"))
    if key not in _remembered:
        _state.calls, _state.depth = [], 0
        response = match.func(request, *match.args, **match.kwargs)
        _remembered[key] = (response, _state.calls[-1] if _state.calls else None)
    response, call = _remembered[key]
    body = _render(*call, request) if call else response.content
    return HttpResponse(body, status=response.status_code, content_type=response.get("Content-Type"))


def _watched(template, context=None, request=None):
    """Templates inside templates are part of the outermost one."""
    if not hasattr(_state, "depth"):
        return _render(template, context, request)
    if _state.depth == 0:
        _state.calls.append((template, context))
    _state.depth += 1
    try:
        return _render(template, context, request)
    finally:
        _state.depth -= 1


Template.render = _watched
