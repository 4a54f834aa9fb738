"""Guess, then see: before a headline figure is first shown, its reader is asked for it.

Whoever has said what they believe remembers the answer. Nobody is asked twice, nobody has to
guess, and files and programs are never asked.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goodwill.house import money
from goodwill.reports.faces import headline
from goodwill.web.access import house_of, may_draw
from goodwill.web.files import shown
from goodwill.web.models import Guess
from goodwill.web.orders import settings_of_the_house

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from goodwill.reports.report import Figure, Report

ASKED = {"statement": "lost", "mirror": "kept", "standard": "kept"}
"""The figure of each report that is asked for."""
MOST = 1e15
CLOSE = 0.1
"""Whoever is within a tenth was close."""
_LONGEST = 40


class Question(NamedTuple):
    """What is asked before a report is shown."""

    report: str
    figure: str
    said: str
    unit: str


def first(request: HttpRequest, name: str) -> HttpResponse | None:
    """Ask for the figure of a report that is to be shown for the first time; None if not."""
    key = key_of(name, request.GET.get("standard", ""))
    if not key or not _to_be_asked(request, name):
        return None
    drawn = shown(request, name, how="")
    figure = told(drawn.report)
    if figure is None:
        return None
    said = _question(drawn.report)
    units = {"money": drawn.report.currency, "share": "%"}
    question = Question(name, key, said, units.get(figure.kind, ""))
    context = {"question": question, "report": drawn.report, "name": name, "closed": drawn.closed}
    return render(request, "guess.html", context)


def key_of(name: str, standard: str) -> str:
    """Name the figure of a report as it is kept; each standard has its own."""
    figure = ASKED.get(name, "")
    return f"{figure} {standard}".strip()[:_LONGEST] if figure else ""


def told(report: Report) -> Figure | None:
    """Find the figure of a report that is asked for, if it has a value."""
    wanted = ASKED.get(report.name)
    found = (each for each in report.figures if each.name == wanted and each.value is not None)
    return next(found, None)


def _to_be_asked(request: HttpRequest, name: str) -> bool:
    """Tell whether a member is to be asked; the example company is nobody's to guess about."""
    if not may_draw(request.user, name) or not settings_of_the_house().guess_first:
        return False
    if "(simulated)" in house_of(request.user).name or request.GET.get("closed"):
        return False
    if request.GET.get("person"):
        return False
    asked = Guess.objects.filter(member_id=request.user.pk or 0, report=name)
    return not asked.exists()  # of all standards one is asked for: thirty questions would annoy


def _question(report: Report) -> str:
    if report.name == "statement":
        return _("What do you think: how much goodwill did it cost you in this period that you"
                 " broke your own standards?")  # fmt: skip
    if report.name == "mirror":
        return _("What do you think: in what share of your cases did you keep the standards?")
    return _("What do you think: in what share of cases is this kept? “%(standard)s”") % {
        "standard": report.lead
    }


@require_POST
def guess(request: HttpRequest, name: str) -> HttpResponse:
    """Keep what a member believes, or that they would not guess, and show the report."""
    key = request.POST.get("figure", "")
    if not may_draw(request.user, name) or key_of(name, key.partition(" ")[2]) != key or not key:
        raise Http404
    value = None if "skip" in request.POST else number(request.POST.get("value", ""))
    if value is None and "skip" not in request.POST:
        messages.error(request, _("Please write a number, such as 1200."))
        return redirect(_back(request, name))
    Guess.objects.get_or_create(
        member_id=request.user.pk or 0, report=name, figure=key,
        defaults={"value": value, "closed": request.POST.get("closed", "")[:_LONGEST]},
    )  # fmt: skip
    return redirect(_back(request, name))


def _back(request: HttpRequest, name: str) -> str:
    standard = request.POST.get("figure", "").partition(" ")[2]
    address = reverse("report", args=[name])
    return f"{address}?standard={standard}" if standard else address


def number(words: str) -> float | None:
    """Read a number as people write it: '12 000', '1.200,50', '85 %'; None where it is none."""
    bare = re.sub(r"[^\d.,-]", "", words)
    marks = [sign for sign in bare if sign in ".,"]
    if len(set(marks)) == 2:
        last = marks[-1]
        bare = bare.replace("," if last == "." else ".", "").replace(last, ".")
    elif len(marks) > 1 or (marks and re.search(r"[.,]\d{3}$", bare)):
        bare = bare.replace(marks[0], "")
    else:
        bare = bare.replace(",", ".")
    try:
        value = float(bare)
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) < MOST else None


def beside(report: Report, figure: Figure, kept: Guess) -> str:
    """Say what a member believed beside what is so, kindly."""
    value = abs(float(figure.value))
    if figure.kind == "money":
        value = float(money.major(round(value), report.currency))
        thought = headline(round((kept.value or 0) * 10 ** money.exponent(report.currency)),
                           "money", report.currency)  # fmt: skip
    else:
        value = value * 100
        thought = headline((kept.value or 0) / 100, "share", report.currency)
    return f"{_('You thought: %(thought)s.') % {'thought': thought}} {_kindly(kept, value)}"


def _kindly(kept: Guess, value: float) -> str:
    believed = abs(kept.value or 0)
    if abs(believed - value) <= CLOSE * max(value, 1e-9):
        return _("You were close.")
    if believed > value:
        return _("It is less than you thought. Now you know.")
    return _("It is more than you thought. Now you know.")
