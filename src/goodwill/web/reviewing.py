"""Remarks on texts that were sent, to be called right or wrong: one's own, and for owners all."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from goodwill.book import labels
from goodwill.web.access import (
    checker_for,
    closed_for,
    labels_for,
    sight_of,
    texts_of,
)
from goodwill.web.words import LEVELS, REASONS, around, say_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest, HttpResponse

    from goodwill.book.linting import Checker
    from goodwill.language.linter import Remark
    from goodwill.web.models import Member

SHOWN, LOOKED_THROUGH, AROUND = 20, 400, 100
"""Remarks on the page, texts of which they are chosen, and letters shown around each."""


class Sent(NamedTuple):
    """One remark on a text that was sent."""

    remark: Remark
    moment: int
    words: str
    before: str
    after: str
    level: str

    @property
    def key(self) -> str:
        """By which the page names it."""
        return f"{self.moment}:{self.remark.rule}:{self.remark.start}"


def page(request: HttpRequest) -> HttpResponse:
    """Show remarks that nobody has spoken of, or write down what is said of one."""
    checker = checker_for(request.user)
    found = _found(request.user, checker)
    if request.method == "POST":
        return _say(request, checker, found)
    known = {(each.rule, each.words) for each in labels_for(request.user) if each.words}
    waiting = _ordered(found, labels_for(request.user))
    context = {
        "name": "words", "reasons": REASONS, "number": len(waiting), "labelled": len(known),
        "shown": waiting[:SHOWN], "all": sight_of(request.user).whole,
    }  # fmt: skip
    response = render(request, "words_review.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _found(member: Member | AnonymousUser, checker: Checker) -> list[Sent]:
    """Read the newest texts again that drew remarks: the member's own, or all for an owner."""
    from goodwill.language.linter import Message
    from goodwill.reports.evidence import has

    sight = sight_of(member)
    with closed_for(member) as closed:
        if not has(closed, "remarks"):
            return []
        own = ", ".join(f"'{name}'" for name in sorted(sight.own)) or "NULL"
        whose = "" if sight.whole else f"AND person IN ({own})"
        rows = closed.con.execute(
            "SELECT moment, any_value(language), any_value(party) FROM remarks"
            f" WHERE moment IS NOT NULL AND weight <> 'habit' AND NOT dismissed {whose}"
            " GROUP BY moment ORDER BY max(happened_at) DESC, moment LIMIT ?",
            [LOOKED_THROUGH],
        ).fetchall()
    languages = {moment: language for moment, language, _party in rows}
    texts = texts_of(member, {moment: party for moment, _language, party in rows})
    return [
        _sent(checker, one, moment, texts[moment])
        for moment in languages
        if moment in texts
        for one in checker.check(Message(texts[moment], language=languages[moment])).remarks
    ]


def _sent(checker: Checker, one: Remark, moment: int, text: str) -> Sent:
    return Sent(
        one,
        moment,
        checker.digest(one.excerpt),
        *around(text, one, AROUND),
        str(LEVELS[one.level]),
    )


def _ordered(found: Iterable[Sent], said: list[labels.Label]) -> list[Sent]:
    """Leave out what somebody spoke of and what stands there twice; the doubtful come first."""
    from goodwill.language.ranking import doubts

    reasons = {(each.rule, each.words): each.reason for each in said if each.words}
    labelled: list[tuple[str, bool]] = []
    waiting: dict[tuple[str, str], Sent] = {}
    for each in found:
        pair = (each.remark.rule, each.words)
        if pair in reasons:
            wrong = reasons[pair] == labels.WRONG
            labelled.append((each.before + each.remark.excerpt + each.after, wrong))
        else:
            waiting.setdefault(pair, each)
    rest = list(waiting.values())
    chances = doubts(labelled, [each.before + each.remark.excerpt + each.after for each in rest])
    if chances is None:
        return rest
    order = sorted(range(len(rest)), key=lambda place: -chances[place])
    return [rest[place] for place in order]


def _say(request: HttpRequest, checker: Checker, found: list[Sent]) -> HttpResponse:
    asked = {each.key: each for each in found}.get(request.POST.get("remark", ""))
    reason = request.POST.get("reason", "")
    if asked is None or reason not in labels.REASONS:
        messages.info(request, _("This remark is no longer there."))
    else:
        say_of(request, checker, asked.remark, reason)
        messages.success(request, _("Noted."))
    return redirect("words_review")
