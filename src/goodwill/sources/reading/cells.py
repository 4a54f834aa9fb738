"""Typed values of databases as text that cannot be misread."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal


def as_text(value: object) -> str | None:
    """Write a value as text: ISO instants in UTC, whole numbers without '.0'."""
    if value is None or isinstance(value, str):
        return value.replace("\0", "") if value else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value == value // 1 and abs(value) < 1e15 else repr(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime):
        if value.tzinfo:
            return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ") + "Z"
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return (
        json.dumps(value, ensure_ascii=False, default=str)
        if isinstance(value, dict | list)
        else str(value)
    )
