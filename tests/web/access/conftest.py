from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def pattern(made):
    """A book that was really closed, after whose tables those of the trees are made."""
    return made.book.closed_files()[-1]
