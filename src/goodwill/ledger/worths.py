"""What each customer is worth at the close and at the opening of each period."""

from __future__ import annotations

from goodwill.words import mark

FEWEST_CUSTOMERS = 30
"""Below this no spread over customers can be told from chance (KERNEL A5, 'Small N')."""

TOO_FEW = mark("Too few customers have bought twice to tell what a customer is worth.")
