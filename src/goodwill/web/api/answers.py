"""Answers of the interface that say what is wrong: problem details (RFC 9457), as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import JsonResponse

from goodwill.problems import Problem
from goodwill.words import _, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: mark("This request cannot be understood."),
    401: mark("A valid key is needed."),
    403: mark("This key may not do that."),
    404: mark("There is nothing here for this key."),
    405: mark("This cannot be done here."),
    409: mark("The book is not ready for that."),
    413: mark("This is too much at once."),
    415: mark("This is not the kind of content that is read here."),
    422: mark("The request is understood, but something in it is wrong."),
    429: mark("Too many requests."),
    500: mark("This is our fault, not yours."),
    503: mark("Too much is under way."),
}
"""What each status means; the details follow in the problems."""


class Refused(Exception):  # noqa: N818  # it is an answer, not a fault of ours
    """A request that is answered with problem details."""

    def __init__(self, status: int, *problems: Problem, detail: str = "") -> None:
        self.status, self.problems, self.detail = status, problems, detail
        super().__init__(status)


def problem(
    status: int,
    problems: Iterable[Problem] = (),
    detail: str = "",
    headers: Mapping[str, str] | None = None,
) -> JsonResponse:
    """Answer with problem details; each problem says where it is, what it is, and what to do."""
    told = [{"where": each.where, "what": each.what, "next": each.hint} for each in problems]
    title = _(TITLES[status]) if status in TITLES else ""
    body = {"type": "about:blank", "title": title, "status": status, "problems": told}
    if detail:
        body["detail"] = detail
    return JsonResponse(
        body,
        status=status,
        content_type=MEDIA_TYPE,
        headers=headers,
        json_dumps_params={"ensure_ascii": False},
    )


def invalid(errors: Sequence[Mapping[str, Any]]) -> list[Problem]:
    """Say what is wrong with the parameters of a request, each at its place."""
    return [
        Problem(".".join(str(part) for part in error["loc"]), _said(error), "") for error in errors
    ]


def _said(error: Mapping[str, Any]) -> str:
    kind, bounds = str(error.get("type", "")), error.get("ctx") or {}
    if kind == "missing":
        return _("It is missing.")
    if kind in {"enum", "literal_error"}:
        return _("There is no such value. There are: {names}.", names=bounds.get("expected", ""))
    if kind.startswith(("int_", "float_")):
        return _("It is not a number as is needed here.")
    if kind.startswith(("date_", "datetime_")):
        return _("It is not a day, as 2026-03-31 is.")
    if kind.startswith(("greater_", "less_", "too_", "string_too_")):
        limits = ", ".join(str(value) for value in bounds.values())
        return _("It is outside of its bounds ({limits}).", limits=limits)
    if kind == "string_pattern_mismatch":
        return _("It is not of the form {pattern}.", pattern=bounds.get("pattern", ""))
    return _("It is not of the kind that is needed here.")
