"""Rehearsal: what customers wrote where a standard was broken, answered again and spaced out.

The cases are breaches in the member's own sight; nothing that is answered here is kept, and only
the member sees the cards. When a case comes again is the scheduler's choice (FSRS), from how many
remarks the answer drew.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from goodwill.reports.standards import sentence_of, title_of
from goodwill.web.access import checker_for, closed_for, sees_customers, sight_of, texts_of
from goodwill.web.models import Rehearsal
from goodwill.web.words import LONGEST, shown
from goodwill.words import LANGUAGES

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from goodwill.book import Closed
    from goodwill.book.linting import Checked

MOST = 300
"""Breaches of which cases are made: the newest."""


class Case(NamedTuple):
    """One breach to rehearse: what the customer had written, and which standard was broken."""

    key: str
    asked: int
    title: str
    sentence: str
    happened_at: dt.datetime


class AnswerForm(forms.Form):
    """An answer, which nobody keeps."""

    text = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": LONGEST, "spellcheck": "true"}),
    )
    case = forms.CharField(widget=forms.HiddenInput, max_length=200)


def page(request: HttpRequest) -> HttpResponse:
    """Show the case that is due, or what was remarked on an answer and when it comes again."""
    if not sees_customers(request.user):
        raise Http404
    cases = _cases(request)
    form = AnswerForm(request.POST or None)
    context: dict[str, Any] = {"name": "rehearsal", "number": len(cases)}
    case = None
    if request.method == "POST" and form.is_valid():
        case = cases.get(form.cleaned_data["case"])
        if case is None:
            raise Http404
        context |= _answered(request, case, form.cleaned_data["text"])
    case = case or _next(request, cases)
    if case is not None:
        given = {"case": case.key, "text": context.get("text", "")}
        context |= {"case": case, "form": AnswerForm(initial=given)}
        context["asked"] = texts_of(request.user, [case.asked]).get(case.asked, "")
    context["due"] = _cards(request).filter(due_at__lte=timezone.now()).count()
    context["later"] = _cards(request).filter(due_at__gt=timezone.now()).order_by("due_at").first()
    response = render(request, "rehearsal.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _cases(request: HttpRequest) -> dict[str, Case]:
    """List the newest breaches of ours in sight before which a customer had written something.

    What came of the own work stands first, then what was judged by the words alone.
    """
    own = ", ".join(f"'{name}'" for name in sorted(sight_of(request.user).own)) or "NULL"
    with closed_for(request.user) as closed:
        rows = closed.con.execute(_CASES.format(own=own), [MOST]).fetchall()
        return {case.key: case for case in (_case(closed, *row) for row in rows)}


def _case(closed: Closed, standard: str, moment: int, asked: int, happened_at: dt.datetime) -> Case:
    words = closed.standards()
    return Case(
        f"{standard}:{moment}",
        asked,
        title_of(words, standard),
        sentence_of(words, standard),
        happened_at.replace(tzinfo=dt.UTC),
    )


_CASES = """
WITH broken AS (
    SELECT v.standard, v.moment, v.person, v.happened_at, m.about
    FROM verdicts AS v JOIN moments AS m ON m.id = v.moment
    WHERE v.side = 'ours' AND v.verdict = 'breach' AND m.about IS NOT NULL
), threads AS (
    SELECT b.standard, b.moment, b.happened_at, b.person, a.id AS asked,
        row_number() OVER (PARTITION BY b.standard, b.moment ORDER BY a.happened_at DESC, a.id)
            AS place
    FROM broken AS b JOIN moments AS a ON a.about = b.about AND a.direction = 'in'
        AND a.text_id IS NOT NULL AND a.happened_at <= b.happened_at
)
SELECT standard, moment, asked, happened_at FROM threads WHERE place = 1
ORDER BY person IN ({own}) DESC NULLS LAST, starts_with(standard, 'written_') DESC,
    happened_at DESC, standard, moment LIMIT ?
"""


def _cards(request: HttpRequest) -> QuerySet[Rehearsal]:
    """Give the cards of the member who asks, and of nobody else."""
    return Rehearsal.objects.filter(member_id=request.user.pk or 0)


def _next(request: HttpRequest, cases: dict[str, Case]) -> Case | None:
    """Choose what is due, else a case that was not rehearsed yet."""
    known = dict(_cards(request).order_by("due_at").values_list("case", "due_at"))
    now = timezone.now()
    due = (key for key, when in known.items() if when <= now and key in cases)
    new = (key for key in cases if key not in known)
    key = next(due, None) or next(new, None)
    return cases[key] if key else None


def _answered(request: HttpRequest, case: Case, text: str) -> dict[str, Any]:
    """Read an answer, and say when the case comes again."""
    from goodwill.language.linter import Message

    asked = texts_of(request.user, [case.asked]).get(case.asked)
    checked = checker_for(request.user).check(Message(text, answers=asked))
    card = _spaced(request, case, checked)
    return {
        "found": [shown(one, text, {}) for one in checked.remarks],
        "languages": [LANGUAGES[code] for code in checked.languages],
        "read": True, "text": text, "card": card, "only_read": True,
    }  # fmt: skip


def _spaced(request: HttpRequest, case: Case, checked: Checked) -> Rehearsal:
    """Let the scheduler say when a case comes again."""
    import fsrs

    count = sum(one.level != "hint" for one in checked.remarks)
    known = _cards(request).filter(case=case.key).first()
    card = fsrs.Card.from_dict(known.card) if known else fsrs.Card()
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    card, _log = scheduler.review_card(card, _rating(checked, count), timezone.now())
    made, _new = Rehearsal.objects.update_or_create(
        member_id=request.user.pk,
        case=case.key,
        defaults={
            "card": card.to_dict(),
            "due_at": card.due,
            "times": (known.times if known else 0) + 1,
            "remarks": count,
        },
    )
    return made


def _rating(checked: Checked, count: int) -> Any:
    """Rate an answer by its remarks: several that count mean again, one is hard, none is good."""
    import fsrs

    if count > 1:
        return fsrs.Rating.Again
    if count:
        return fsrs.Rating.Hard
    return fsrs.Rating.Good if checked.remarks else fsrs.Rating.Easy
