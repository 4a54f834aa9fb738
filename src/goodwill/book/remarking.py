"""The texts that people of ours sent, read at a close: each remark is noted, never the words.

What the journal knows of the thread goes along: what the customer wrote last, a promise with its
date, an absence, the hour where the customer is, and how many got the same text. A text is read
once for each set of rules; what it drew is remembered beside the journal.
"""

from __future__ import annotations

import hmac
import json
import re
from typing import TYPE_CHECKING, Any, Final

from goodwill.book import labels, remembered
from goodwill.book.linting import Judgement, linter_of, version_of
from goodwill.moments.parquet import append, quoted, rows
from goodwill.moments.wording import REMARKS, TEXTS, count_remarks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from duckdb import DuckDBPyConnection

    from goodwill.book.book import Book
    from goodwill.language.linter import Linter, Message, Remark

HABIT: Final = "habit"
"""The weight of what is no fault in one text and one in many."""
_SAME_HOUR: Final = 10
"""Minutes around a text within which a promise of its writer belongs to it."""
_CHUNK: Final = 20_000
_LETTERS = re.compile(r"[^\W\d_]+")


def read_texts(con: DuckDBPyConnection, book: Book) -> None:
    """Write the tables `texts` and `remarks` of the moments of a connection."""
    _lay_out(con)
    remembered.recall(con, book.folder)
    _open(con, book)
    _place(con, version_of(book))
    _read(con, book, linter_of(book))
    _write(con, Judgement.of(labels.noted(book.folder)))
    remembered.remember(con, book.folder)
    for name in ("ours", "asked_texts", "opened", "read", "placed", "drawn_rows"):
        con.execute(f"DROP TABLE IF EXISTS {name}")


def _lay_out(con: DuckDBPyConnection) -> None:
    """Write down which texts of ours there are, and what is known of each."""
    con.execute(_OURS)
    con.execute("""
        CREATE OR REPLACE TEMP TABLE asked_texts AS
        SELECT DISTINCT s.item, s.party AS owner, lower(hex(s.nonce)) AS nonce
        FROM sealed AS s WHERE s.item IN (SELECT item FROM ours)
            OR s.item IN (SELECT answers FROM ours WHERE answers IS NOT NULL)""")


_OURS = f"""
CREATE OR REPLACE TEMP TABLE ours AS
WITH threads AS (
    SELECT *, last_value(CASE WHEN direction = 'in' THEN text_id END IGNORE NULLS) OVER (
        PARTITION BY party, about ORDER BY happened_at, id
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS asked
    FROM moments WHERE text_id IS NOT NULL
), firsts AS (
    SELECT party, min(happened_at) AS first_at FROM moments GROUP BY party
), written AS (
    SELECT id AS moment, text_id AS item, t.party, person, happened_at,
        CASE WHEN direction = 'inside' THEN 'note' ELSE 'out' END AS sort,
        CASE WHEN about IS NOT NULL AND direction = 'out' THEN asked END AS answers,
        CAST(local_date AS TIMESTAMP) + local_minute * INTERVAL 1 MINUTE AS sent_at, channel,
        happened_at = first_at AS first_contact
    FROM threads AS t LEFT JOIN firsts ON firsts.party = t.party
    WHERE person IS NOT NULL AND direction IN ('out', 'inside') AND kind <> 'change'
        AND coalesce(purpose, '') <> 'receipt'
), promised AS (
    SELECT w.moment, count(*) AS promises, min(p.due_at) AS promised_at
    FROM written AS w JOIN moments AS p ON p.kind = 'promise' AND p.party = w.party
        AND p.person = w.person
        AND p.happened_at BETWEEN w.happened_at - INTERVAL {_SAME_HOUR} MINUTE
            AND w.happened_at + INTERVAL {_SAME_HOUR} MINUTE
    WHERE w.sort = 'out' GROUP BY w.moment
), away AS (
    SELECT w.moment, max(a.due_at) AS absent_until
    FROM written AS w JOIN moments AS a ON a.kind = 'absence' AND a.direction = 'in'
        AND a.party = w.party AND a.happened_at <= w.happened_at AND a.due_at > w.happened_at
    WHERE w.sort = 'out' GROUP BY w.moment
)
SELECT w.* EXCLUDE (sent_at, channel), promises IS NOT NULL AS promised, promised_at, absent_until,
    -- a letter or an e-mail wakes nobody, but comes when they asked for quiet
    CASE WHEN absent_until IS NOT NULL OR channel NOT IN ('email', 'letter') THEN sent_at END
        AS sent_at
FROM written AS w LEFT JOIN promised USING (moment) LEFT JOIN away USING (moment)"""


def _open(con: DuckDBPyConnection, book: Book) -> None:
    """Open the texts that are new, and keep of each what it is like; forget what is gone."""
    con.execute("""
        DELETE FROM opened WHERE NOT EXISTS (
            SELECT 1 FROM asked_texts a WHERE a.item = opened.item AND a.nonce = opened.nonce)""")
    new = con.execute(
        "SELECT item, owner, nonce FROM asked_texts"
        " WHERE item NOT IN (SELECT item FROM opened) ORDER BY owner, item"
    ).fetchall()
    secret = book.journal.secret
    for start in range(0, len(new), _CHUNK):
        known = {item: (owner, nonce) for item, owner, nonce in new[start : start + _CHUNK]}
        found = (
            (item, *known[item], *_like(secret, text))
            for item, text in _texts(con, book, known).items()
        )
        append(con, "opened", remembered.OPENED, found)


def _texts(con: DuckDBPyConnection, book: Book, items: Iterable[str]) -> dict[str, str]:
    """Open some texts by their ids."""
    rows(con, "unread", {"item": "VARCHAR"}, ((item,) for item in sorted(items)))
    return dict(book.journal.texts(con, "unread"))


def _like(secret: bytes, text: str) -> tuple[str, int, bool]:
    """Tell what a text is like: a keyed digest of its words alone, its length, its politeness."""
    from goodwill.language.politeness import polite

    words = " ".join(_LETTERS.findall(text.casefold()))
    alike = hmac.digest(secret, b"alike\0" + words.encode(), "sha256").hex()[:16]
    return alike, len(text), next(iter(polite(text)), None) is not None


def _place(con: DuckDBPyConnection, version: str) -> None:
    """Say of each text under what it is read: itself, its thread, the facts and the rules."""
    facts = ("promised", "promised_at", "absent_until", "sent_at", "first_contact", "repeated")
    told = ", ".join(f"coalesce(CAST({fact} AS VARCHAR), '')" for fact in facts)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE placed AS
        WITH many AS (
            SELECT o.alike, count(DISTINCT u.party) AS parties FROM ours AS u
            JOIN opened AS o ON o.item = u.item WHERE u.sort = 'out' GROUP BY o.alike
        ), known AS (
            SELECT u.*, o.owner, o.nonce, o.alike, o.letters, o.polite, q.alike AS asked,
                coalesce(q.nonce, '') AS asked_nonce,
                CASE {_STEPS} END AS repeated
            FROM ours AS u JOIN opened AS o ON o.item = u.item
            LEFT JOIN many ON many.alike = o.alike
            LEFT JOIN opened AS q ON q.item = u.answers
        )
        SELECT *, md5(concat_ws('|', {quoted(version)}, sort, nonce, asked_nonce, {told})) AS seen
        FROM known""")


_STEPS = (
    " ".join(
        f"WHEN parties >= {number} THEN {number}"
        for number in (1000, 500, 200, 100, 50, 20, 10, 5, 2)
    )
    + " ELSE 1"
)
"""How many got the same text, at least; in steps, so that one more changes nothing."""


def _read(con: DuckDBPyConnection, book: Book, linter: Linter) -> None:
    """Read the texts that were not read under the same before, a chunk at a time."""
    con.execute("""
        DELETE FROM read WHERE NOT EXISTS (
            SELECT 1 FROM placed p WHERE p.item = read.item AND p.seen = read.seen)""")
    waiting = con.execute("""
        SELECT item, owner, seen, answers, sort, promised, promised_at, absent_until, sent_at,
            first_contact, repeated
        FROM placed WHERE item NOT IN (SELECT item FROM read) ORDER BY item""").fetchall()
    for start in range(0, len(waiting), _CHUNK):
        chunk = waiting[start : start + _CHUNK]
        wanted = {item for row in chunk for item in (row[0], row[3]) if item}
        texts = _texts(con, book, wanted)
        append(con, "read", remembered.READ, _drawn(book, linter, chunk, texts))


def _drawn(
    book: Book, linter: Linter, chunk: list[tuple[Any, ...]], texts: dict[str, str]
) -> Iterator[tuple[str, str, str, str, str]]:
    from goodwill.language.linter import Facts, Message

    secret = book.journal.secret
    for item, owner, seen, answers, sort, *facts in chunk:
        if item not in texts:
            continue
        promised, promised_at, absent_until, sent_at, first_contact, repeated = facts
        known = Facts(
            promised=promised or None,
            promised_at=promised_at,
            owner="known",
            absent_until=absent_until and absent_until.date(),
            sent_at=sent_at,
            first_contact=first_contact,
            repeated=repeated,
        )
        message = Message(texts[item], answers=texts.get(answers), facts=known, sort=sort)
        languages = linter.languages(message)
        drawn = json.dumps(list(_of_message(secret, linter, message)), ensure_ascii=False)
        yield item, owner, seen, languages[0], drawn


def _of_message(secret: bytes, linter: Linter, message: Message) -> Iterator[list[str]]:
    """Give of each remark what is kept: concern, rule, level, language, pack, digest of words."""
    for one in linter.remarks(message):
        yield _kept(secret, one, one.level)
    for one in linter.habits(message):
        yield _kept(secret, one, HABIT)


def _kept(secret: bytes, one: Remark, weight: str) -> list[str]:
    words = labels.digest(secret, one.excerpt)
    return [one.concern, one.rule, weight, one.language, one.pack, words]


def _write(con: DuckDBPyConnection, judgement: Judgement) -> None:
    """Write the tables, with every remark at the weight that it has by now."""
    con.execute(f"""
        CREATE OR REPLACE TABLE texts AS
        SELECT {_own("m.id", "moment", "BIGINT")}, {_own("m.happened_at", None, "TIMESTAMP")},
            p.sort, r.language, {_STAMPS}, {_DEALING},
            p.asked, p.alike, p.repeated, p.polite, p.letters,
            {", ".join(f"0 AS {name}" for name in TEXTS if name.startswith("remarks_"))}
        FROM placed AS p JOIN read AS r ON r.item = p.item JOIN moments AS m ON m.id = p.moment""")
    found = con.execute(
        "SELECT p.moment, r.drawn FROM placed AS p JOIN read AS r ON r.item = p.item"
        " WHERE r.drawn <> '[]' ORDER BY p.moment"
    ).fetchall()
    rows(con, "drawn_rows", _DRAWN, _weighed(found, judgement))
    con.execute(f"""
        CREATE OR REPLACE TABLE remarks AS
        SELECT {_own("m.id", "moment", "BIGINT")}, {_own("m.happened_at", None, "TIMESTAMP")},
            p.sort, {_STAMPS}, d.concern, d.rule, d.weight, d.language, d.pack, d.dismissed
        FROM drawn_rows AS d JOIN placed AS p ON p.moment = d.moment
        JOIN moments AS m ON m.id = d.moment""")
    assert [row[0] for row in con.execute("DESCRIBE remarks").fetchall()] == list(REMARKS)
    count_remarks(con)


def _own(column: str, name: str | None, kind: str) -> str:
    """Write a column that is left out for notes, so that no note can be traced to a person."""
    shown = name or column.rpartition(".")[2]
    return f"CASE WHEN p.sort <> 'note' THEN {column} ELSE CAST(NULL AS {kind}) END AS {shown}"


_STAMPS: Final = ", ".join(
    [
        _own("m.party", None, "VARCHAR"),
        _own("m.person", None, "VARCHAR"),
        "m.team, m.department",
        _own("m.level", None, "INTEGER"),
        _own("m.manager", None, "VARCHAR"),
        "m.local_week",
    ]
)
_DEALING: Final = ", ".join(
    _own(f"m.{column}", name, "VARCHAR")
    for column, name in (("kind", None), ("purpose", None), ("about", "case_id"))
)
_DRAWN: Final = {
    "moment": "BIGINT", "concern": "VARCHAR", "rule": "VARCHAR", "weight": "VARCHAR",
    "language": "VARCHAR", "pack": "VARCHAR", "dismissed": "BOOLEAN",
}  # fmt: skip


def _weighed(
    found: Iterable[tuple[int, str]], judgement: Judgement
) -> Iterator[tuple[int, str, str, str, str, str, bool]]:
    for moment, drawn in found:
        for concern, rule, level, language, pack, words in json.loads(drawn):
            weight = judgement.weight(rule, language, level)
            if weight:
                gone = (rule, words) in judgement.dismissed
                yield moment, concern, rule, weight, language, pack, gone
