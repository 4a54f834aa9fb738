"""Whose key it is: found before anything else, so that every answer is in the key's language."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import timezone, translation
from ninja.security import HttpBearer

from goodwill.problems import Problem
from goodwill.web.access import may_enter
from goodwill.web.api import answers, rates
from goodwill.web.api.answers import Refused
from goodwill.web.models import Key
from goodwill.web.models.secret import fingerprint
from goodwill.words import _, mark, speaking

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    Answer = Callable[[HttpRequest], HttpResponseBase]

PREFIX = "/api/"
LARGEST = 2 * 1024 * 1024
"""Bytes of a body that is no file."""
NOTED = dt.timedelta(minutes=1)
"""How exactly the last use of a key is known."""
SCOPES = {
    "read:reports": mark("Read reports, closed books and standards."),
    "read:moments": mark("Read single moments."),
    "read:words": mark("Have messages read, which are not kept."),
    "read:guard": mark("Ask whether a customer may be contacted."),
    "write:guard": mark("Reserve contacts, and say what became of them."),
    "write:moments": mark("Send records row by row."),
    "write:import": mark("Send files, close the book, and ask how far that is."),
}
"""What a key may be allowed to do, each with its sentence."""


def by_key(answer: Answer) -> Answer:
    """Recognise the key of a program, speak its language, and answer every fault as data."""

    def answered(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return answer(request)
        key = known(request.headers.get("Authorization", ""))
        request.key = key  # type: ignore[attr-defined]  # ours, for this part of the office
        language = key.member.language if key else translation.get_language() or "en"
        with translation.override(language), speaking(language):
            response = answers.problem(413) if _too_large(request) else answer(request)
            response = _as_data(response)
        response.headers["Content-Language"] = language
        return response

    return answered


def _too_large(request: HttpRequest) -> bool:
    """Tell whether a body is too large, which a file sent as such may be."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type == "multipart/form-data" and getattr(request, "key", None):
        return False
    return not length.isdigit() or int(length) > LARGEST


def _as_data(response: HttpResponseBase) -> HttpResponseBase:
    """Turn a page that says what is wrong into problem details."""
    if response.status_code < 400 or response.get("Content-Type", "").endswith("json"):
        return response
    kept = {name: response[name] for name in ("Allow",) if name in response}
    return answers.problem(response.status_code, headers=kept)


def known(authorization: str) -> Key | None:
    """Find the key behind a header, if it is in force and its member may still enter."""
    word, _blank, secret = authorization.partition(" ")
    if word.lower() != "bearer" or not secret.strip():
        return None
    now = timezone.now()
    key = (
        Key.objects.select_related("member")
        .filter(fingerprint=fingerprint(secret.strip()), revoked_at=None, expires_at__gt=now)
        .first()
    )
    if key is None or not may_enter(key.member):
        return None
    if key.used_at is None or now - key.used_at > NOTED:
        Key.objects.filter(pk=key.pk).update(used_at=now)
    return key


class Bearer(HttpBearer):
    """A key in the header `Authorization: Bearer ...`, with the scope that an operation needs."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Key | None:
        """Let a known key with the scope pass, unless it asks too often."""
        del token  # it was looked up before everything else
        key: Key | None = getattr(request, "key", None)
        if key is None:
            return None
        if wait := rates.wait_for(key.pk):
            raise TooOften(wait)
        if self.scope and self.scope not in key.scopes:
            what = _("This key lacks the scope {scope}.", scope=self.scope)
            hint = _("An owner can make a key that has it.")
            raise Refused(403, Problem("Authorization", what, hint))
        return key


class TooOften(Refused):
    """A key that asks more often than it may."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        what = _("Try again in {seconds} s.", seconds=seconds)
        super().__init__(429, Problem("", what, ""))


def empty(status: int) -> HttpResponse:
    """Answer with a bare status, which `by_key` then turns into problem details."""
    return HttpResponse(status=status, content_type="text/plain")
