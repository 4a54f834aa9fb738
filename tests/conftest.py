"""What tests of every part may ask for."""

from tests.company import made, own

__all__ = ["made", "own"]
