"""Other models of the same behaviour, to see by how much the one in use fits better or worse."""

from __future__ import annotations

from goodwill.pricing.rivals.compare import Rival, compare

__all__ = ["Rival", "compare"]
