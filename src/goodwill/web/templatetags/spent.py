"""What the page of the day says of the purse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from goodwill.care.purse import FILE
from goodwill.web import pursed
from goodwill.web.access import sees_customers
from goodwill.web.office import book_folder

if TYPE_CHECKING:
    from django.template.context import Context

    from goodwill.reports.report import Row, Table

register = template.Library()


@register.simple_tag(takes_context=True)
def purse_news(context: Context) -> dict[str, object]:
    """Say how many gifts wait for the reader's backing, and how many of their units are overdue."""
    member = context["request"].user
    if not sees_customers(member):
        return {}
    if not (book_folder() / FILE).exists():
        return {"there": True}
    view = pursed.viewed(member)
    with pursed.opened() as purse:
        late = [purse.entry(unit.entry) for unit in purse.overdue() if unit.entry]
        return {
            "there": True,
            "asked": sum(view.answers(each) for each in purse.requests()),
            "late": sum(bool(each) and view.sees(each[0]) for each in late if each),
        }


@register.simple_tag
def give_link(table: Table, row: Row) -> str:
    """Give the address at which a play of today is given out of the purse; empty where none is."""
    sort, _colon, rest = row.key.partition(":")
    play = pursed.plays().get(rest.partition(":")[0]) if sort == "play" else None
    kinds = [column.kind for column in table.columns]
    party = dict(zip(kinds, row.values, strict=True)).get("party")
    if play is None or not party or not (play.cost.money or play.cost.loan):
        return ""
    case = row.opens[1].get("case", "") if row.opens else ""
    asked = urlencode({"play": play.name, "case": case})
    return f"{reverse('purse_give', args=[party])}?{asked}"
