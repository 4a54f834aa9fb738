"""What the page of an evidence sheet asks: may a decision be written down, and which were."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from goodwill.web.decisions import OUTCOMES, Decision, decisions, may_decide

if TYPE_CHECKING:
    from django.template.context import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def decided_about(context: Context) -> str:
    """Name the colleague about whom the reader may decide here; nobody on one's own mirror."""
    request = context["request"]
    person = request.GET.get("person", "")
    return person if may_decide(request.user, person) else ""


@register.simple_tag
def outcomes() -> list[tuple[str, str]]:
    """List what may be decided."""
    return [(name, str(said)) for name, said in OUTCOMES.items()]


@register.simple_tag(takes_context=True)
def earlier(context: Context, person: str) -> list[Decision]:
    """List what was decided before."""
    return decisions(context["request"].user, person)
