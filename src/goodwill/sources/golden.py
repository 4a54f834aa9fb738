"""Golden samples: what the sample file beside each kind of record gives, as a story.

`python -m goodwill.sources.golden [KIND ...]` writes them anew; the tests compare.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from goodwill.house.settings import Settings
from goodwill.moments.journal import engine
from goodwill.moments.moment import Moment
from goodwill.moments.notation import write_story
from goodwill.moments.story import Name, Story
from goodwill.problems import InputError
from goodwill.sources.draft import draft
from goodwill.sources.mapping import map_columns
from goodwill.sources.reading import open_records
from goodwill.sources.source import recognise, sources

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from goodwill.sources.draft import Draft

HERE = Path(__file__).parent
ZONE = "Europe/Warsaw"
SETTINGS = Settings(name="Golden", zone=ZONE, not_goods=("POST",))
SECRET = bytes(32)
NOW = datetime(2026, 6, 30, 12)  # noqa: DTZ001 - naive UTC, as everywhere
COLUMNS = {
    "happened_at": "facts.happened_at", "from_party": "acts.plain", "to_party": "meets.plain",
    "kind": "kind", "about": "about", "purpose": "purpose", "channel": "channel",
    "amount": "amount", "currency": "currency", "quantity": "quantity", "due_at": "due_at",
    "desk": "desk", "policy": "policy", "text": "texts.plain",
}  # fmt: skip


def sample(name: str) -> Path:
    """Give the path of a kind's sample, a CSV file of the same name beside its module."""
    return HERE / f"{name}.csv"


def told(path: Path, name: str | None = None) -> str:
    """Tell what a file gives, as a story with the fates of its lines as comments."""
    con = engine("500MB")
    try:
        records, problems = open_records(con, path)
        if records is None:
            raise InputError(problems)
        source = sources()[name] if name else recognise(records.columns)[0][0]
        mapping, problems = map_columns(source, records.columns)
        if problems:
            raise InputError(problems)
        made, problems = draft(con, records, source, mapping, SETTINGS, SECRET, now=NOW)
        if made is None:
            raise InputError(problems)
        return "".join(f"# {line}\n" for line in _comments(con, made)) + _story(con, made)
    finally:
        con.close()


def _story(con: DuckDBPyConnection, made: Draft) -> str:
    columns = ", ".join(f"{sql} AS {name}" for name, sql in COLUMNS.items())
    rows = con.execute(
        f"SELECT {columns} FROM {made.facts} AS facts "
        f"JOIN {made.secrets} AS acts ON acts.party = from_party AND acts.item = 'ref' "
        f"JOIN {made.secrets} AS meets ON meets.party = to_party AND meets.item = 'ref' "
        f"LEFT JOIN {made.secrets} AS texts ON texts.item = text_id "
        f"ORDER BY facts.happened_at, record, part"
    ).fetchall()
    moments = tuple(Moment(**dict(zip(COLUMNS, row, strict=True))) for row in rows)
    named = con.execute(
        f"SELECT plain, sort, segment, zone FROM {made.parties} "
        f"JOIN {made.secrets} USING (party) WHERE item = 'ref' ORDER BY sort, plain"
    ).fetchall()
    names = {ref: Name(ref, sort, segment=segment, zone=zone) for ref, sort, segment, zone in named}
    return _readable(con, made, write_story(Story(moments, names, (), None), ZONE))


def _comments(con: DuckDBPyConnection, made: Draft) -> list[str]:
    lines = [
        f"{one.field} <- {one.column}{_how(one.date_order)}{_how(one.decimal_mark)}"
        for one in made.seen
    ]
    lines += [f"{fate}: {count}" for fate, count in made.fates.items()]
    rejected = con.execute(
        f"SELECT line, column_name, value, reason FROM {made.rejected} ORDER BY ALL"
    ).fetchall()
    lines += [
        f"line {line}: {column} '{value}': {reason}" for line, column, value, reason in rejected
    ]
    lines += [f"not understood: {one.column} '{one.word}'" for one in made.unknown]
    secrets = con.execute(
        f"SELECT plain, item, party FROM {made.secrets} WHERE item IN ('name', 'email', 'phone', "
        f"'address') "
        "ORDER BY ALL"
    ).fetchall()
    lines += [f"sealed {item} of {party}: {plain}" for plain, item, party in secrets]
    for table in (made.lines, made.merges):
        if table:
            found = con.execute(f"SELECT * FROM {table} ORDER BY ALL")
            heads = [column[0] for column in found.description]
            lines += [
                f"{table.partition('_')[2].partition('_')[2]}: "
                + ", ".join(
                    f"{head} {cell}"
                    for head, cell in zip(heads, row, strict=True)
                    if cell is not None
                )
                for row in found.fetchall()
            ]
    return [_readable(con, made, line) for line in lines]


def _how(found: str | None) -> str:
    return f" {found}" if found else ""


def _readable(con: DuckDBPyConnection, made: Draft, text: str) -> str:
    """Put names in the place of pseudonyms."""
    refs = con.execute(f"SELECT party, plain FROM {made.secrets} WHERE item = 'ref'").fetchall()
    for party, plain in refs:
        text = text.replace(party, plain)
    return text


def main(names: list[str]) -> None:
    """Write the golden stories of these kinds, or of all, anew."""
    for name in names or sources():
        path = sample(name).with_suffix(".moments")
        path.write_text(told(sample(name)), encoding="utf-8")
        sys.stdout.write(f"{path}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
