"""Promises of the office, as they are written down for the next close."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from goodwill.book import promised
from goodwill.web.office import book_folder

if TYPE_CHECKING:
    from goodwill.web.models import Promise


def note_promise(promise: Promise) -> None:
    """Write a promise, as it stands now, to the file that the next close reads."""
    by = promise.owner or promise.given_by
    ended = _instant(promise.ended_at)
    promised.note(
        book_folder(),
        {
            "number": promise.number,
            "party": promise.party,
            "kind": promise.kind,
            "case": promise.case,
            "channel": promise.channel,
            "text": promise.text,
            "given_at": _instant(promise.given_at),
            "due_at": _instant(promise.due_at),
            "kept_at": ended if promise.state == promise.KEPT else None,
            "withdrawn_at": ended if promise.state in {promise.BACK, promise.RELEASED} else None,
            "released": promise.state == promise.RELEASED,
            "reply": promise.reply,
            "person": by.person if by else "",
        },
    )


def _instant(value: dt.datetime | None) -> str | None:
    if value is None:
        return None
    return value.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
