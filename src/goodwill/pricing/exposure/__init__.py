"""Exposures: how a customer had been treated by each week, from what was known by then."""

from goodwill.pricing.exposure.pieces import panel
from goodwill.pricing.exposure.terms import Column, Names, Terms

__all__ = ["Column", "Names", "Terms", "panel"]
