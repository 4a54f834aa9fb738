"""What surrounds every page: its language, its protection, and that only members see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.utils import translation

from goodwill.words import speaking

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    Answer = Callable[[HttpRequest], HttpResponseBase]

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
STRANGERS_SEND = 64 * 1024
OPEN = {
    *("login", "welcome", "language", "health", "unsubscribe"),
    *("pane", "pane_asked", "quality", "quality_csv", "quality_json"),
}
"""The only pages that may be seen by somebody who is not logged in."""
LEAVING = {"logout"}
"""What is left to a member who may enter no more."""
BY_KEY = "/api/"
"""Where programs come with a key, and every operation asks for it."""


def speak(answer: Answer) -> Answer:
    """Speak to each reader in one language, in templates and in reports alike."""

    def spoken(request: HttpRequest) -> HttpResponseBase:
        with speaking(translation.get_language() or "en"):
            return answer(request)

    return spoken


def protect(answer: Answer) -> Answer:
    """Let a page load nothing but the office's own files, and keep it out of shared caches."""

    def protected(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return protected


def only_members(answer: Answer) -> Answer:
    """Ask everybody to log in first, so that a new page is never open by oversight."""

    def checked(request: HttpRequest) -> HttpResponseBase:
        from goodwill.web.access import one_request

        with one_request():
            return looked_at(request)

    def looked_at(request: HttpRequest) -> HttpResponseBase:
        from django.urls import Resolver404, resolve

        from goodwill.web import stays
        from goodwill.web.access import may_enter

        if request.path_info.startswith(BY_KEY):
            return answer(request)
        try:
            name = resolve(request.path_info).url_name
        except Resolver404:
            name = None
        if request.user.is_authenticated and stays.noted(request):
            if name in OPEN | LEAVING or may_enter(request.user):
                return answer(request)
            raise Http404  # whoever has left, and whoever is nobody on the staff list
        if name in OPEN:
            return answer(request) if _small(request) else HttpResponse(status=413)
        return redirect_to_login(request.get_full_path(), str(settings.LOGIN_URL))

    return checked


def _small(request: HttpRequest) -> bool:
    """Tell whether a stranger sends no more than a form of ours holds."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdigit() and int(length) <= STRANGERS_SEND
