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

MOST, LOOKED_THROUGH = 300, 1000
"""Breaches of which cases are made, and among how many, the newest."""


class Case(NamedTuple):
    """One breach to rehearse: what the customer had written, and which standard was broken."""

    key: str
    asked: int
    party: str
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
        context["asked"] = texts_of(request.user, {case.asked: case.party}).get(case.asked, "")
    context["due"] = _cards(request).filter(due_at__lte=timezone.now()).count()
    context["later"] = _cards(request).filter(due_at__gt=timezone.now()).order_by("due_at").first()
    response = render(request, "rehearsal.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _cases(request: HttpRequest) -> dict[str, Case]:
    """List the newest breaches of ours in sight before which a customer had written something."""
    own = sight_of(request.user).own
    with closed_for(request.user) as closed:
        rows = closed.once(("broken", own), lambda: _broken(closed, own))
        return {case.key: case for case in (_case(closed, *row) for row in rows)}


def _case(
    closed: Closed, standard: str, moment: int, asked: int, party: str, happened_at: dt.datetime
) -> Case:
    words = closed.standards()
    return Case(
        f"{standard}:{moment}",
        asked,
        party,
        title_of(words, standard),
        sentence_of(words, standard),
        happened_at.replace(tzinfo=dt.UTC),
    )


def _broken(closed: Closed, own: frozenset[str]) -> list[tuple[Any, ...]]:
    """Give the newest breaches with the text that the customer had written before each."""
    names = ", ".join(f"'{name}'" for name in sorted(own)) or "NULL"
    order = _ORDER.format(own=names)
    columns = "standard, moment, person, happened_at, party, case_id"
    newest = closed.con.execute(
        f"SELECT {columns} FROM verdicts WHERE side = 'ours' AND verdict = 'breach'"
        f" AND case_id IS NOT NULL AND party IS NOT NULL ORDER BY {order} LIMIT {LOOKED_THROUGH}"
    ).fetchall()
    if not newest:
        return []
    given: dict[str, list[Any]] = {
        name: [row[place] for row in newest] for place, name in enumerate(columns.split(", "))
    }
    parties = {f"party_{place}": each for place, each in enumerate(sorted(set(given["party"])))}
    query = _ASKED.format(
        order=order,
        parties=", ".join(f"${name}" for name in parties),
        broken=", ".join(f"unnest(${name}) AS {name}" for name in given),
    )
    return closed.con.execute(query, {**given, **parties}).fetchall()


_ORDER = """person IN ({own}) DESC NULLS LAST, starts_with(standard, 'written_') DESC,
    happened_at DESC, standard, moment"""
"""What came of the own work stands first, then what was judged by the words alone."""
_ASKED = f"""
WITH broken AS (SELECT {{broken}}),
written AS (
    SELECT id, party, about, happened_at FROM moments
    WHERE party IN ({{parties}}) AND direction = 'in' AND text_id IS NOT NULL AND about IS NOT NULL
), threads AS (
    SELECT b.*, a.id AS asked,
        row_number() OVER (PARTITION BY b.standard, b.moment ORDER BY a.happened_at DESC, a.id)
            AS place
    FROM broken AS b JOIN written AS a ON a.party = b.party AND a.about = b.case_id
        AND a.happened_at <= b.happened_at
)
SELECT standard, moment, asked, party, happened_at FROM threads WHERE place = 1
ORDER BY {{order}} LIMIT {MOST}
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

    asked = texts_of(request.user, {case.asked: case.party}).get(case.asked)
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
