"""The light on every page that tells when nobody sends letters or closes the book."""

from __future__ import annotations

from django import template

from goodwill.web.scheduler import is_late

register = template.Library()


@register.simple_tag
def late() -> bool:
    """Tell whether something waits for a scheduler that does not run."""
    return is_late()
