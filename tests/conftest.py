"""What tests of every part may ask for."""

import os

from hypothesis import settings

from tests.company import made, own

__all__ = ["made", "own"]

# The same examples in every run, so that a change alone can break a test; `make fuzz` draws anew.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("fuzz", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("GOODWILL_EXAMPLES", "steady"))
