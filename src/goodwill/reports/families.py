"""The names of the families of treatment, and what each is about, for people."""

from __future__ import annotations

from goodwill.words import _, mark

FAMILIES = {
    "waiting": mark("Waiting"),
    "runaround": mark("Sent from pillar to post"),
    "promise": mark("Promises"),
    "refusal": mark("Refusals"),
    "pressure": mark("Pressure"),
    "coldness": mark("Coldness"),
    "quality": mark("Quality"),
    "billing": mark("Bills and papers"),
    "silence": mark("Silence"),
    "change": mark("Changes"),
    "payment": mark("Payment"),
    "overreach": mark("Overreach"),
    "wavering": mark("Changed minds"),
    "rudeness": mark("Rudeness"),
    "abuse": mark("Abuse"),
}


def say(family: str) -> str:
    """Name a family in the spoken language."""
    return _(FAMILIES[family]) if family in FAMILIES else family
