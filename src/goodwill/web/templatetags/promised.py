"""What templates say of promises."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from goodwill.reports.faces import say
from goodwill.web import promises, promising
from goodwill.web.access import sees_customers
from goodwill.words import grouped

if TYPE_CHECKING:
    from django.template.context import Context

    from goodwill.ledger.rates import Rate
    from goodwill.web.models import Member, Promise

register = template.Library()


@register.simple_tag(takes_context=True)
def owners_of(context: Context, promise: Promise) -> list[Member]:
    """List who may answer for a promise."""
    return promising.possible_owners(context["request"].user, promise.party)


@register.simple_tag(takes_context=True)
def promised_to(context: Context, party: str) -> list[promising.Listed]:
    """List what was promised to a customer and is open, or ended of late."""
    if not sees_customers(context["request"].user):
        return []
    return promises.of_customer(context["request"], party)


@register.filter
def share(value: Any) -> str:
    """Say a share as a page does."""
    return say(value, "share", "")


@register.filter
def judged(rate: Rate) -> str:
    """Say how many cases stand behind a rate."""
    return grouped(rate.kept + rate.breached)
