"""What a pattern is made of, as Python's own parser of patterns tells; named here and nowhere else.

The names are those of `re._constants`, which every Python from 3.11 on has.
"""

from __future__ import annotations

import importlib
from typing import Any

sre: Any = importlib.import_module("re._constants")
_parser: Any = importlib.import_module("re._parser")
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


def parsed(pattern: str) -> Any:
    """Give the parts of a pattern: pairs of what a part is and what it holds."""
    return _parser.parse(pattern, sre.SRE_FLAG_UNICODE)
