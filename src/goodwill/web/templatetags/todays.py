"""What the page of the day asks: reasons to choose from, colleagues, what was said and given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from goodwill.web.handing import Given, colleagues_of, given_by
from goodwill.web.saying import Choices, Said, choices, said_today
from goodwill.web.waiting import may_see_waiting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.template.context import Context

    from goodwill.web.models import Member

register = template.Library()


@register.simple_tag
def cells(line: Mapping[str, Any]) -> dict[str, str]:
    """Give what the cells of a line say, by the names of their columns; nothing where none does."""
    return {each["name"]: "" if each["nothing"] else each["said"] for each in line["cells"]}


@register.simple_tag(takes_context=True)
def reasons(context: Context) -> Choices:
    """List why a thing is not done now, or not right, and when it may come back."""
    return choices(context["request"].user)


@register.simple_tag(takes_context=True)
def colleagues(context: Context) -> list[Member]:
    """List to whom the reader may give something."""
    return colleagues_of(context["request"].user)


@register.simple_tag(takes_context=True)
def held_back(context: Context) -> bool:
    """Tell whether the reader may open the list of what waits."""
    return may_see_waiting(context["request"].user)


@register.simple_tag(takes_context=True)
def given(context: Context) -> list[Given]:
    """List what the reader gave to colleagues and is not done yet."""
    return given_by(context["request"].user)


@register.simple_tag(takes_context=True)
def undoable(context: Context) -> list[Said]:
    """List what the reader said of things today."""
    return said_today(context["request"].user)
