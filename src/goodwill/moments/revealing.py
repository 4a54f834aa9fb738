"""What lies under seal, opened for those who may see it, and closed for ever on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.moments.parquet import quoted, reading, rows, store
from goodwill.moments.seals import ITEMS, Seal, Sealed
from goodwill.moments.views import SEALED, newest_sealed, numbered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from goodwill.moments.manifest import Batch
    from goodwill.moments.seals import Keys

_PARTY = {"party": "VARCHAR"}
_FEW = 500
_CHUNK = 20_000


def reveal(
    con: DuckDBPyConnection, keys: Keys, parties: Iterable[str]
) -> dict[str, dict[str, str]]:
    """Give of each party the items that are known: reference, name, email, phone, address."""
    items = ", ".join(map(quoted, ITEMS))
    return _opened(con, keys, parties, f"item IN ({items})")


def text(con: DuckDBPyConnection, keys: Keys, text_id: str) -> str | None:
    """Give a text by its id, or None when it is unknown or was erased."""
    found = con.execute(newest_sealed("", "item = ?"), [text_id]).fetchone()
    if found is None:
        return None
    sealed = Sealed(*found)
    key = keys.of([sealed.party]).get(sealed.party)
    return Seal(key, sealed.party).open(sealed) if key else None


def texts(con: DuckDBPyConnection, keys: Keys, asked: str) -> Iterator[tuple[str, str]]:
    """Give the texts whose ids stand in the column `item` of a table, each with its id.

    They are opened a chunk at a time; what is unknown or was erased is left out.
    """
    rows_of = (
        f"WITH wanted AS (SELECT s.* FROM sealed_rows s WHERE s.item IN (SELECT item FROM {asked}))"
        f" SELECT {', '.join(SEALED)} FROM wanted QUALIFY"
        " row_number() OVER (PARTITION BY party, item ORDER BY place DESC) = 1"
    )
    found = con.execute(rows_of).fetchall()
    for start in range(0, len(found), _CHUNK):
        chunk = [Sealed(*row) for row in found[start : start + _CHUNK]]
        known = keys.of({sealed.party for sealed in chunk})
        seals = {party: Seal(key, party) for party, key in known.items()}
        for sealed in chunk:
            plain = seals[sealed.party].open(sealed) if sealed.party in seals else None
            if plain is not None:
                yield sealed.item, plain


def export(con: DuckDBPyConnection, keys: Keys, party: str) -> dict[str, object]:
    """Give everything known of a party and of what was merged with it."""
    parties = alike(con, party)
    rows(con, "exported", _PARTY, ((name,) for name in parties))
    inside = "IN (FROM exported)"
    return {
        "party": party,
        "also_known_as": [name for name in parties if name != party],
        "parties": _dicts(con, f"SELECT * FROM every_party WHERE party {inside}"),
        "sealed": _opened(con, keys, parties, "true"),
        "lines": _dicts(con, f"SELECT * FROM lines WHERE person {inside} ORDER BY from_date"),
        "merges": _dicts(
            con, f"SELECT * FROM merges WHERE party {inside} OR into_party {inside} ORDER BY ALL"
        ),
        "moments": _dicts(
            con,
            f"SELECT * FROM all_versions WHERE from_party {inside} OR to_party {inside}"
            " ORDER BY happened_at, id, version",
        ),
    }


def alike(con: DuckDBPyConnection, party: str) -> list[str]:
    """Give every pseudonym that stands for the same party, the given one included."""
    found = con.execute(
        "WITH ends AS (SELECT party, into_party FROM merge_ends UNION"
        " SELECT into_party, into_party FROM merge_ends),"
        " own AS (SELECT into_party FROM ends WHERE party = ?)"
        " SELECT party FROM ends WHERE into_party IN (FROM own) ORDER BY party",
        [party],
    ).fetchall()
    return [name for (name,) in found] or [party]


def heirs(
    con: DuckDBPyConnection, folder: Path, batches: Sequence[Batch], orphans: Iterable[str]
) -> list[tuple[str, str | None]]:
    """Find for keys whose batch is gone the first batch that still needs them, if any."""
    parties = list(orphans)
    holders = [batch for batch in batches if batch.stored("sealed")]
    first: dict[str, int] = {}
    if parties and holders:
        rows(con, "orphans", _PARTY, ((party,) for party in parties))
        first = dict(
            con.execute(
                f"SELECT party, min(place) FROM ({numbered(folder, holders, 'sealed')})"
                " WHERE party IN (FROM orphans) GROUP BY party"
            ).fetchall()
        )
    return [(party, holders[first[party]].name if party in first else None) for party in parties]


def purge(
    con: DuckDBPyConnection,
    place: Path,
    folder: Path,
    batches: Sequence[Batch],
    parties: Iterable[str],
) -> Iterator[tuple[str, Batch]]:
    """Write the sealed files that hold some parties again without them, aside."""
    rows(con, "purged", _PARTY, ((party,) for party in parties))
    for batch in batches:
        old = batch.stored("sealed")
        source = reading([folder / batch.name / old.file]) if old else ""
        if (
            not old
            or not con.execute(
                f"SELECT 1 FROM {source} WHERE party IN (FROM purged) LIMIT 1"
            ).fetchone()
        ):
            continue
        target = place / batch.name / "sealed.parquet"
        target.parent.mkdir()
        query = f"SELECT {', '.join(SEALED)} FROM {source} WHERE party NOT IN (FROM purged)"
        stored = store(con, query, "sealed", target)
        tables = dict(batch.tables)
        del tables["sealed"]
        if stored.rows:
            name = f"sealed-{stored.sha256[:16]}.parquet"
            target.rename(target.with_name(name))
            tables["sealed"] = stored._replace(file=name)
        yield batch.name, batch._replace(tables=tuple(tables.items()))


def _opened(
    con: DuckDBPyConnection, keys: Keys, parties: Iterable[str], where: str
) -> dict[str, dict[str, str]]:
    known = keys.of(parties)
    if len(known) > _FEW:
        rows(con, "opened", _PARTY, ((party,) for party in sorted(known)))
        among = "FROM opened"
    else:  # named one by one, they are looked up in few row groups
        among = ", ".join(map(quoted, sorted(known))) or "NULL"
    query = newest_sealed("", f"party IN ({among}) AND {where}")
    found = con.execute(f"{query} ORDER BY party, item").fetchall()
    opened: dict[str, dict[str, str]] = {}
    for row in found:
        sealed = Sealed(*row)
        plain = Seal(known[sealed.party], sealed.party).open(sealed)
        if plain is not None:
            opened.setdefault(sealed.party, {})[sealed.item] = plain
    return opened


def _dicts(con: DuckDBPyConnection, query: str) -> list[dict[str, object]]:
    found = con.execute(query)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
