from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest

from goodwill import reports
from goodwill.book import Book
from goodwill.book.publishing import PUBLISHED
from goodwill.ledger.closed import months_before
from goodwill.ledger.statement import CUTS, cut, statement
from goodwill.problems import ConfigurationError, InputError
from goodwill.reports import faces, terminal
from goodwill.reports.parts import parties_of
from goodwill.words import LANGUAGES, speaking
from tests.company import quiet


def test_a_closed_book_holds_every_table_and_says_as_of_when(made):
    with made.book.closed() as closed:
        tables = {row[0] for row in closed.con.execute("SHOW TABLES").fetchall()}
        assert tables == set(PUBLISHED)
        assert closed.as_of <= dt.date(2026, 10, 31)
        assert closed.currency == "EUR"


def test_the_statement_of_a_real_close_adds_up_over_every_cut(made):
    with made.book.closed() as closed:
        for period in ("month", "quarter", "year"):
            opening = closed.opening(period)
            drawn = statement(closed.con, opening, closed.as_of)
            assert (
                drawn.opening + drawn.new + drawn.rose + drawn.gained + drawn.lost + drawn.fell
                == drawn.closing
            )
            sums = {
                by: sum(share.amount for share in cut(closed.con, by, opening, closed.as_of))
                for by in CUTS
            }
            assert len(set(sums.values())) == 1
            assert sums["family"] == drawn.lost


def test_closing_again_makes_a_new_file_and_touches_no_old_one(own):
    first = own.book.closed_files()
    before = first[-1].read_bytes()
    second = own.book.close(None, quiet)
    assert second.name.endswith(".2.duckdb")
    assert own.book.closed_files() == [*first, second]
    assert first[-1].read_bytes() == before


def test_the_same_journal_closes_to_the_same_figures(own):
    second = own.book.close(None, quiet)
    first = own.book.closed_files()[0]
    for table in ("verdicts", "tallies", "worths", "postings", "cases"):
        with own.book.closed(first.stem) as one, own.book.closed(second.stem) as two:
            rows = f"SELECT * FROM {table} ORDER BY ALL"
            assert one.con.execute(rows).fetchall() == two.con.execute(rows).fetchall(), table


def test_a_close_as_of_an_earlier_day_knows_nothing_of_what_came_after(own):
    with own.book.closed() as closed:
        day = closed.as_of - dt.timedelta(days=120)
    path = own.book.close(day, quiet)
    with own.book.closed(path.stem) as earlier:
        newest = earlier.con.execute("SELECT max(happened_at)::DATE FROM moments").fetchone()
        assert newest[0] <= day
        assert earlier.as_of == day
    with own.book.closed() as newest_book:
        assert newest_book.as_of > day


def test_a_close_that_was_killed_leaves_the_last_book_and_its_rest_is_swept(own):
    gone = next(n for n in range(400_000, 500_000) if not Path(f"/proc/{n}").exists())
    left = own.book.folder / "closed" / f".closing-{gone}-1.duckdb"
    living = own.book.folder / "closed" / f".closing-{os.getppid()}-2.duckdb"
    left.write_bytes(b"half a book")
    living.write_bytes(b"somebody is at it")
    assert len(own.book.closed_files()) == 1
    own.book.close(None, quiet)
    assert not left.exists()
    assert living.exists()


def test_an_empty_journal_cannot_be_closed_and_says_what_to_do(tmp_path):
    book = Book.create(tmp_path / "acme", "Acme")
    with pytest.raises(InputError, match="goodwill import"):
        book.close(None, quiet)
    assert book.closed_files() == []


def test_a_book_not_closed_yet_says_how_to_close_it(tmp_path):
    book = Book.create(tmp_path / "acme", "Acme")
    with pytest.raises(InputError, match="goodwill close"), book.closed():
        pass


def test_what_is_no_book_says_how_to_make_one(tmp_path):
    with pytest.raises(ConfigurationError, match="goodwill init"):
        Book.open(tmp_path)


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("name", ["statement", "parties", "standards", "portfolio", "quality"])
def test_every_report_has_its_three_faces_in_every_language(made, name, language):
    with speaking(language), made.book.closed() as closed:
        drawn = reports.draw(name, closed)
        names = closed.names(parties_of(drawn))
        assert drawn.title in terminal.text(drawn, names)
        assert f'"report": "{name}"' in faces.as_json(drawn, names)
        for table in drawn.tables:
            rows = faces.as_csv(drawn, table.name, names).splitlines()
            assert rows[0] == ",".join(column.name for column in table.columns)


def test_every_figure_opens_what_is_behind_it(made):
    """Follow every link of the main pages two deep, and find rows at the end of each."""
    with made.book.closed() as closed:
        asked = [(name, {}) for name in ("statement", "parties", "standards", "portfolio")]
        seen = set()
        for depth in range(2):
            following = []
            for name, given in asked:
                drawn = reports.draw(name, closed, **given)
                rows = [row for table in drawn.tables for row in table.rows]
                assert rows, (name, given)
                links = [each.opens for each in (*drawn.figures, *rows) if each.opens]
                following += [link for link in links if str(link) not in seen]
                seen |= {str(link) for link in links}
            asked = following[:: max(1, len(following) // 60)]
            assert asked, depth


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        ("2026-10-31", 3, "2026-07-31"),
        ("2026-05-31", 3, "2026-02-28"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2026-02-28", 12, "2025-02-28"),
        ("2026-12-09", 1, "2026-11-09"),
        ("2026-03-30", 1, "2026-02-28"),
        ("2026-02-28", 3, "2025-11-30"),
    ],
)
def test_months_are_counted_back_from_the_end_of_a_month_to_the_end_of_a_month(
    day, months, earlier
):
    assert str(months_before(dt.date.fromisoformat(day), months)) == earlier
