"""What a reader believed a figure to be, beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from goodwill.web.guess import ASKED, beside, key_of
from goodwill.web.models import Guess

if TYPE_CHECKING:
    from django.template.context import Context

    from goodwill.reports.report import Figure, Report

register = template.Library()


@register.simple_tag(takes_context=True)
def guessed(context: Context, report: Report, figure: Figure) -> str:
    """Say what the reader had guessed, as long as the book is the one of which it was guessed."""
    request = context.get("request")
    if request is None or ASKED.get(report.name) != figure.name or figure.value is None:
        return ""
    if {"period", "person"} & set(request.GET):
        return ""
    kept = Guess.objects.filter(
        member_id=getattr(request.user, "pk", None) or 0,
        report=report.name,
        figure=key_of(report.name, request.GET.get("standard", "")),
        closed=context.get("closed", ""),
        value__isnull=False,
    ).first()
    return beside(report, figure, kept) if kept else ""
