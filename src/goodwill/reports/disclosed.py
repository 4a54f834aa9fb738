"""How figures are said to strangers: shares in whole percent, and bounds where few count."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from goodwill.reports.faces import say
from goodwill.words import _, language

if TYPE_CHECKING:
    from goodwill.ledger.published import Line


def percent(share: float) -> str | None:
    """Say a share in whole percent; what is not quite all or nothing is not said to be."""
    if math.isnan(share):
        return None
    rounded = whole(share)
    if rounded == 1 and share < 1:
        return _("over {share}", share=_said(0.99))
    if rounded == 0 and share > 0:
        return _("under {share}", share=_said(0.01))
    return _said(rounded)


def whole(share: float) -> float:
    """Round a share to whole percent, halves upwards."""
    return math.floor(share * 100 + 0.5) / 100


def share_of(line: Line) -> float | None:
    """Give the share kept in whole percent, where the breaches are published."""
    if line.breaches.value is None or not line.cases:
        return None
    return whole(1 - line.breaches.value / line.cases)


def kept_said(line: Line, k: int) -> str:
    """Bound the share kept where breaches are hidden, by what is published alone."""
    if line.breaches.low == 1 and line.breaches.high == k - 1:
        bound = math.floor((line.cases - k) / line.cases * 100) / 100
        return _("over {share}", share=_said(bound)) if bound > 0 else _("withheld")
    if line.breaches.low == line.cases - k + 1 and line.breaches.high == line.cases - 1:
        bound = math.ceil(k / line.cases * 100) / 100
        return _("under {share}", share=_said(bound)) if bound < 1 else _("withheld")
    return _("withheld")


def points(now: float | None, then: float | None) -> str:
    """Say by how many points a share in whole percent has changed; a dash where one is unknown."""
    from babel.numbers import format_decimal

    if now is None or then is None:
        return "–"
    moved = round((now - then) * 100)
    return str(format_decimal(moved, format="+#,##0;-#,##0", locale=language())) if moved else "0"


def _said(share: float) -> str:
    return say(share, "percent", "")
