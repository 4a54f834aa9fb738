"""What the pages of a customer and of the day say of backing, promises and pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from goodwill.ledger.boundaries import precedent_of
from goodwill.reports.boundaries import precedent_said
from goodwill.web import backing, pairs
from goodwill.web.access import closed_for, customers_seen, role_of, sees_customers
from goodwill.web.asking import ANSWERS
from goodwill.web.models import Promise

if TYPE_CHECKING:
    from django.template.context import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def may_ask_backing(context: Context) -> bool:
    """Tell whether the reader has anybody above to ask."""
    return backing.may_ask(context["request"].user)


@register.simple_tag(takes_context=True)
def may_set_apart(context: Context) -> bool:
    """Tell whether the reader may keep a customer and a colleague apart."""
    return role_of(context["request"].user) in pairs.SETTERS


@register.simple_tag(takes_context=True)
def exceptions_of(context: Context, party: str) -> str:
    """Say gently which exceptions a customer was given within a year, where there were any."""
    member = context["request"].user
    if not sees_customers(member):
        return ""
    with closed_for(member) as closed:
        found = precedent_of(closed, party) if closed.has("precedents") else None
    return precedent_said(found.number) if found else ""


@register.simple_tag(takes_context=True)
def backing_news(context: Context) -> dict[str, object]:
    """Say what waits for the reader beside the list of today: wishes, answers and promises."""
    member = context["request"].user
    if not sees_customers(member):
        return {}
    said = dict(ANSWERS)
    answered = backing.answered_lately(member)
    names = customers_seen(member, [one.party for one in answered])
    return {
        "waiting": backing.waiting_for(member),
        "answers": [
            {"who": one.answered_by, "customer": names[one.party], "said": said.get(one.answer, "")}
            for one in answered
            if one.party in names
        ],
        "leads": role_of(member) in pairs.SETTERS,
        "promises": Promise.objects.filter(owner_id=member.pk or 0, state=Promise.OPEN).count(),
    }
