"""What the office noted in its own files returns as records of one more source at a close."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goodwill.book.importing import Request, import_file

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from goodwill.book.book import Book

    Noted = Mapping[str, Any]


def bring_in(
    book: Book,
    source: str,
    noted: Sequence[Noted],
    record_of: Callable[[Noted], dict[str, Any]],
    narrate: Callable[[str], None],
) -> None:
    """Import what was noted; what is known already is not written again.

    `record_of` says a line in the fields of the source; who it is about (`customer`) and who did it
    (`agent`) are added here. Of erased customers nothing is written.
    """
    if not noted:
        return
    wanted = {str(each[key]) for each in noted for key in ("party", "person") if each.get(key)}
    refs = {party: items.get("ref") for party, items in book.journal.reveal(wanted).items()}
    records = [
        {**record_of(each), "customer": customer, "agent": refs.get(str(each.get("person")))}
        for each in noted
        if (customer := refs.get(str(each.get("party")))) is not None
    ]
    if not records:
        return
    with tempfile.TemporaryDirectory() as aside:
        path = Path(aside) / f"{source}.jsonl"
        lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        path.write_text("".join(lines), encoding="utf-8")
        request = Request(str(path), source=source, keep_good=True, keep_bad=False)
        import_file(book, request, narrate)
