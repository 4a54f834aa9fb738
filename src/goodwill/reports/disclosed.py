"""How figures are said to strangers: shares in whole percent, never rounded to all or nothing."""

from __future__ import annotations

import math

from goodwill.words import _, language


def percent(share: float) -> str | None:
    """Say a share in whole percent; what is not quite all or nothing is not said to be."""
    from babel.numbers import format_percent

    if math.isnan(share):
        return None
    rounded = math.floor(share * 100 + 0.5) / 100
    if rounded == 1 and share < 1:
        return _("over {share}", share=format_percent(0.99, locale=language()))
    if rounded == 0 and share > 0:
        return _("under {share}", share=format_percent(0.01, locale=language()))
    return str(format_percent(rounded, locale=language()))
