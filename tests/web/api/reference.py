"""Writes docs/api.json from the program: `python -m tests.web.api.reference`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs/api.json"


def description() -> str:
    """Write down how the interface describes itself."""
    from goodwill.web.api.interface import made
    from goodwill.words import speaking

    with speaking("en"):
        schema = made().get_openapi_schema(path_prefix="api/v1/")
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the page anew."""
    from goodwill.book import Book
    from goodwill.web.office import open_office

    with tempfile.TemporaryDirectory() as folder:
        Book.create(Path(folder) / "book", "Acme")
        open_office(Path(folder) / "book")
        PAGE.write_text(description(), encoding="utf-8")


if __name__ == "__main__":
    main()
