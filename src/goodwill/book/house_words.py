"""Words that colleagues write again and again and customers never: learnt at a close."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from goodwill.moments.parquet import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from goodwill.book.book import Book

COLUMNS: Final = {"language": "VARCHAR", "word": "VARCHAR", "texts": "BIGINT", "people": "BIGINT"}
NEWEST: Final = 5_000
"""So many texts of each side are looked through, the newest."""
FEWEST_THEIRS: Final = 500
"""Where customers used fewer different words, nobody can tell which ones they never use."""
FEWEST_TEXTS, FEWEST_PEOPLE, FEWEST_CUSTOMERS = 5, 3, 5
"""In fewer different texts, by fewer people or to fewer customers a word may be a name."""
MOST: Final = 60
_WORD = re.compile(r"[^\W\d_]{3,}")


def write_house_words(con: DuckDBPyConnection, book: Book) -> None:
    """Write the table `house_words` from the newest texts of both sides.

    What is written with a capital letter is taken for a name and left out, unless it is all of
    capitals. A word counts as the customers' too where they use one that begins alike, since
    endings change with the sentence.
    """
    rows(con, "house_words_found", COLUMNS, _found(con, book))
    con.execute("CREATE OR REPLACE TABLE house_words AS SELECT * FROM house_words_found")
    con.execute("DROP TABLE house_words_found")


def _found(con: DuckDBPyConnection, book: Book) -> list[tuple[str, str, int, int]]:
    theirs = _said(con, book)
    ours: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    listed = con.execute(
        "SELECT m.text_id, t.language, t.alike, t.person, t.party FROM texts t JOIN moments m"
        " ON m.id = t.moment WHERE t.sort <> 'note' ORDER BY t.happened_at DESC, t.moment LIMIT ?",
        [NEWEST],
    ).fetchall()
    whose: dict[str, tuple[str, tuple[str, str, str]]]
    whose = {item: (language, (alike, who, whom)) for item, language, alike, who, whom in listed}
    for item, text in _texts(con, book, list(whose)):
        language, uses = whose[item]
        if len(theirs.get(language, ())) >= FEWEST_THEIRS:
            for word in _words(text):
                if _stem(word) not in theirs[language]:
                    ours.setdefault((language, word), []).append(uses)
    kept = []
    for (language, word), every in ours.items():
        texts, people, customers = (len(set(part)) for part in zip(*every, strict=True))
        if texts >= FEWEST_TEXTS and people >= FEWEST_PEOPLE and customers >= FEWEST_CUSTOMERS:
            kept.append((language, word, texts, people))
    return sorted(kept, key=lambda each: (-each[2], each[0], each[1]))[:MOST]


def _said(con: DuckDBPyConnection, book: Book) -> dict[str, set[str]]:
    """Give by language how the words of customers begin."""
    from goodwill.language.telling import told

    listed = con.execute(
        "SELECT text_id FROM moments WHERE direction = 'in' AND text_id IS NOT NULL"
        " ORDER BY happened_at DESC, id LIMIT ?",
        [NEWEST],
    ).fetchall()
    words: dict[str, set[str]] = {}
    for _item, text in _texts(con, book, [item for (item,) in listed]):
        for language in told(text):
            words.setdefault(language, set()).update(_stems(text))
    return words


def _texts(con: DuckDBPyConnection, book: Book, items: list[str]) -> Iterator[tuple[str, str]]:
    rows(con, "unread", {"item": "VARCHAR"}, ((item,) for item in sorted(items)))
    yield from book.journal.texts(con, "unread")


def _words(text: str) -> set[str]:
    """Give the words of a text that are no names, in small letters but for those in capitals."""
    return {word for word in _WORD.findall(text) if word.islower() or word.isupper()}


def _stems(text: str) -> set[str]:
    """Give how the words of a text begin, whatever their endings."""
    return {_stem(word) for word in _WORD.findall(text)}


def _stem(word: str) -> str:
    return word.casefold()[: max(4, len(word) - 3)]
