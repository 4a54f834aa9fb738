"""What the texts of ours are like: how many drew remarks, about what, and what came of them.

Counted are texts that people sent; a hint is told apart from what breaches. Notes are counted by
team alone, and only where so many people stand in the team that no note points at one of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from goodwill.ledger.rates import first_monday, wilson

if TYPE_CHECKING:
    import datetime as dt

    from duckdb import DuckDBPyConnection

FEWEST_PEOPLE = 5
"""In a smaller team nothing is told of internal notes."""
FEWEST_AGAIN = 5
"""So often must one colleague have been asked the same before drift is looked for."""


class Part(NamedTuple):
    """One sort of texts: how many were read, and how many drew a remark that counts, or a hint."""

    name: str | None
    texts: int
    remarked: int
    hinted: int

    @property
    def share(self) -> tuple[float, float, float]:
        """The share that drew a remark that counts, with Wilson's 95 % interval."""
        return (self.remarked / self.texts, *wilson(self.remarked, self.texts))


class Concern(NamedTuple):
    """One thing that remarks are about: texts with a remark that counts, a hint, a habit."""

    concern: str
    counted: int
    hinted: int
    habits: int
    dismissed: int


class Notes(NamedTuple):
    """The internal notes of one team, and how many of them speak of customers with contempt."""

    team: str
    notes: int
    contempt: int


class Outcome(NamedTuple):
    """Texts with or without words of politeness: in how many matters a standard was broken."""

    polite: bool
    matters: int
    broken: int


class Drift(NamedTuple):
    """The same question to the same colleague: the first third of the times, and the last."""

    questions: int
    early: int
    early_remarked: int
    late: int
    late_remarked: int
    early_letters: float
    late_letters: float


class Contacts(NamedTuple):
    """Texts that answer, and texts that nobody asked for, of which some are about ourselves."""

    answers: int
    unasked: int
    about_us: int


BY = ("team", "person", "level", "language")
"""By what the texts can be parted."""


def parts(con: DuckDBPyConnection, by: str, opening: dt.date, closing: dt.date) -> list[Part]:
    """Part the texts after a day by a column of theirs, those with most remarks first."""
    assert by in BY, by
    rows = con.execute(_PARTS.format(name=f"CAST(t.{by} AS VARCHAR)"), _days(opening, closing))
    return [Part(*row) for row in rows.fetchall()]


def whole(con: DuckDBPyConnection, opening: dt.date, closing: dt.date) -> Part:
    """Count all texts after a day."""
    rows = con.execute(_PARTS.format(name="NULL::VARCHAR"), _days(opening, closing)).fetchall()
    return Part(*rows[0]) if rows else Part(None, 0, 0, 0)


def _days(opening: dt.date, closing: dt.date) -> dict[str, dt.date]:
    return {"monday": first_monday(opening), "closing": closing}


_SENT = "t.sort <> 'note' AND t.local_week BETWEEN $monday AND $closing"
_COUNTS = "weight IN ('warn', 'ask') AND NOT dismissed"
_OF_TEXTS = f"""
SELECT moment, coalesce(bool_or({_COUNTS}), false) AS counted,
    coalesce(bool_or(weight = 'hint' AND NOT dismissed), false) AS hinted
FROM remarks WHERE moment IS NOT NULL GROUP BY moment"""
_PARTS = f"""
SELECT {{name}} AS name, count(*)::BIGINT,
    count(*) FILTER (r.counted)::BIGINT AS remarked,
    count(*) FILTER (r.hinted AND NOT r.counted)::BIGINT
FROM texts AS t LEFT JOIN ({_OF_TEXTS}) AS r ON r.moment = t.moment
WHERE {_SENT} GROUP BY 1 ORDER BY remarked / count(*) DESC, 2 DESC, 1"""


def concerns(con: DuckDBPyConnection, opening: dt.date, closing: dt.date) -> list[Concern]:
    """Count the texts by what was remarked on them, the most frequent first."""
    rows = con.execute(
        f"""
        SELECT concern,
            count(DISTINCT moment) FILTER ({_COUNTS})::BIGINT AS counted,
            count(DISTINCT moment) FILTER (weight = 'hint' AND NOT dismissed)::BIGINT AS hinted,
            count(DISTINCT moment) FILTER (weight = 'habit')::BIGINT AS habits,
            count(*) FILTER (dismissed)::BIGINT
        FROM remarks AS t WHERE {_SENT}
        GROUP BY concern ORDER BY counted DESC, hinted DESC, habits DESC, concern""",
        _days(opening, closing),
    )
    return [Concern(*row) for row in rows.fetchall()]


def notes(con: DuckDBPyConnection, opening: dt.date, closing: dt.date, least: int) -> list[Notes]:
    """Count contempt in the internal notes of teams large enough; nothing of any smaller team."""
    rows = con.execute(
        """
        WITH large AS (
            SELECT team FROM lines
            WHERE coalesce(until_date, DATE '9999-12-31') >= $closing
                AND coalesce(from_date, DATE '0001-01-01') <= $closing
            GROUP BY team HAVING count(DISTINCT person) >= $people
        ), written AS (
            SELECT team, count(*) AS notes FROM texts
            WHERE sort = 'note' AND local_week BETWEEN $monday AND $closing GROUP BY team
        ), heard AS (
            SELECT team, count(*) AS contempt FROM remarks
            WHERE sort = 'note' AND concern = 'contempt' AND NOT dismissed AND weight <> 'habit'
                AND local_week BETWEEN $monday AND $closing GROUP BY team
        )
        SELECT w.team, w.notes::BIGINT, coalesce(h.contempt, 0)::BIGINT
        FROM written AS w JOIN large USING (team) LEFT JOIN heard AS h USING (team)
        WHERE w.notes >= $least ORDER BY 3 DESC, 1""",
        {**_days(opening, closing), "people": FEWEST_PEOPLE, "least": least},
    )
    return [Notes(*row) for row in rows.fetchall()]


def contacts(con: DuckDBPyConnection, opening: dt.date, closing: dt.date) -> Contacts:
    """Count the texts that answer a customer, and those that nobody had asked for."""
    row = con.execute(
        f"""
        WITH ours AS (
            SELECT moment FROM remarks
            WHERE concern IN ('self_praise', 'pressure') AND NOT dismissed GROUP BY moment
        )
        SELECT count(*) FILTER (t.asked IS NOT NULL)::BIGINT,
            count(*) FILTER (t.asked IS NULL)::BIGINT,
            count(*) FILTER (t.asked IS NULL AND (ours.moment IS NOT NULL
                OR t.kind = 'offer' AND coalesce(t.purpose, '') <> 'alternative'
                OR t.kind = 'news' AND t.purpose = 'own'))::BIGINT
        FROM texts AS t LEFT JOIN ours ON ours.moment = t.moment
        WHERE {_SENT}""",
        _days(opening, closing),
    ).fetchone()
    return Contacts(*row) if row else Contacts(0, 0, 0)


def outcomes(con: DuckDBPyConnection, opening: dt.date, closing: dt.date) -> list[Outcome]:
    """Tell of the matters with and without polite words in how many a standard was broken.

    Standards of the words themselves are left out: they would judge the words by the words.
    """
    rows = con.execute(
        f"""
        WITH spoken AS (
            SELECT t.case_id, bool_or(t.polite) AS polite FROM texts AS t
            WHERE {_SENT} AND t.case_id IS NOT NULL AND t.asked IS NOT NULL GROUP BY t.case_id
        ), bad AS (
            SELECT DISTINCT case_id FROM verdicts
            WHERE case_id IN (SELECT case_id FROM spoken) AND side = 'ours' AND verdict = 'breach'
        )
        SELECT polite, count(*)::BIGINT, count(bad.case_id)::BIGINT
        FROM spoken LEFT JOIN bad USING (case_id) GROUP BY polite ORDER BY polite DESC""",
        _days(opening, closing),
    )
    return [Outcome(*row) for row in rows.fetchall()]


def drift(con: DuckDBPyConnection, opening: dt.date, closing: dt.date) -> Drift:
    """Compare how the same question was answered by the same colleague at first and at last."""
    row = con.execute(
        f"""
        WITH again AS (
            SELECT t.moment, t.person, t.asked, t.letters,
                row_number() OVER (PARTITION BY t.person, t.asked ORDER BY t.happened_at, t.moment)
                    AS place,
                count(*) OVER (PARTITION BY t.person, t.asked) AS times
            FROM texts AS t
            WHERE {_SENT} AND t.asked IS NOT NULL AND t.person IS NOT NULL
        ), placed AS (
            SELECT a.*, coalesce(r.counted, false) AS counted, 3 * place <= times AS early,
                3 * (place - 1) >= 2 * times AS late
            FROM again AS a LEFT JOIN ({_OF_TEXTS}) AS r ON r.moment = a.moment
            WHERE times >= $least
        )
        SELECT (SELECT count(DISTINCT person || ':' || asked) FROM placed)::BIGINT,
            count(*) FILTER (early)::BIGINT, count(*) FILTER (early AND counted)::BIGINT,
            count(*) FILTER (late)::BIGINT, count(*) FILTER (late AND counted)::BIGINT,
            coalesce(median(letters) FILTER (early), 0), coalesce(median(letters) FILTER (late), 0)
        FROM placed""",
        {**_days(opening, closing), "least": FEWEST_AGAIN},
    ).fetchone()
    return Drift(*row) if row else Drift(0, 0, 0, 0, 0, 0.0, 0.0)


class HouseWord(NamedTuple):
    """A word that colleagues write and customers never do."""

    language: str
    word: str
    texts: int
    people: int


def house_words(con: DuckDBPyConnection, most: int = 40) -> list[HouseWord]:
    """Give the words that may belong on the house's list, the most used first."""
    rows = con.execute(
        "SELECT language, word, texts, people FROM house_words"
        " ORDER BY texts DESC, language, word LIMIT ?",
        [most],
    )
    return [HouseWord(*row) for row in rows.fetchall()]
