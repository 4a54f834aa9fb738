"""The pages of the plays: verdicts in words, effects with their unit, and nothing of too few."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace

import pytest

from goodwill import reports
from goodwill.book import Book, doctor, lots
from goodwill.book.backup import backup
from goodwill.book.importing import Request, import_file
from goodwill.book.restoring import restore
from goodwill.care.trial.assignment import PLAYED, arm, position, two_arms
from goodwill.ledger.sight import MANAGER, Sight
from goodwill.problems import InputError
from goodwill.reports import faces, terminal
from goodwill.sources.golden import sample
from goodwill.words import LANGUAGES, speaking
from tests.book.played import FIRST, alone, close, complaint, done, told, write_toy
from tests.cli.running import run
from tests.company import quiet

LATER = FIRST.replace(month=4, day=11)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A book with a play that harms, a young one, one that nobody is held out of, and an idle one.

    Of those who had the first, a third say that they leave; nobody of those held out does.
    """
    made = Book.create(tmp_path_factory.mktemp("plays") / "acme", "Acme")
    alone(made, title="A toy")
    known = [complaint(each, f"c-{each}", 1) for each in range(1, 401)]
    first = close(made, known, FIRST.replace(day=3))
    arms = dict(told(first, "firings", "party, arm"))
    had = sorted(party for party, lot in arms.items() if lot == PLAYED)
    leaving = [
        complaint(1000 + number, party, 5, kind="request", purpose="end", local_week=FIRST)
        for number, party in enumerate(had[::3])
    ]
    given = [
        done(2000 + number, party, 2, kind="concession", amount=2.5, local_week=FIRST)
        for number, party in enumerate(had[:20])
    ]
    write_toy(made, "young", title="A young one")
    write_toy(made, "owed", title="What is owed", held_out=0, once_per="moment")
    (made.folder / "plays" / "boundaries_talk.toml").unlink()  # the shipped one holds again
    late = [complaint(3000 + number, f"c-{number}", 39.5) for number in (1, 2, 3)]
    late += [complaint(3100 + number, f"c-n{number}", 39.5) for number in (1, 2, 3)]
    close(made, [*known, *leaving, *given, *late], LATER)
    return made


@pytest.fixture
def closed(book):
    with book.closed() as opened:
        yield opened


def records(drawn, table):
    return list(next(each for each in drawn.tables if each.name == table).records())


def of(drawn, title):
    return next(row for row in records(drawn, "verdicts") if row["play"] == title)


def test_what_harms_stands_first_and_is_said_to_be_stopped_with_its_effect_and_cost(closed):
    drawn = reports.draw("plays", closed)
    first = records(drawn, "verdicts")[0]
    assert first["play"] == "A toy"
    assert first["verdict"] == (
        "It harms: shown on March 31, 2026, after 400 customers. It is not played any more."
    )
    assert first["given"] == 20
    assert first["money"] == 5000
    assert first["held_out"] + len(told(closed_path(closed), "firings", "key")) > 400
    assert drawn.lead == "4 plays: 0 shown to work, 1 stopped or shown to harm."


def closed_path(closed):
    return closed.folder / "closed" / f"{closed.name}.duckdb"


def test_of_too_few_and_where_nobody_is_held_out_nothing_is_shown(closed):
    drawn = reports.draw("plays", closed)
    owed = of(drawn, "What is owed")
    assert owed["verdict"] == "Nobody is held out, so that nothing is compared."
    assert owed["effect"] == ""
    young = of(drawn, "A young one")
    assert young["verdict"].startswith("Just begun")
    assert young["effect"] == ""
    assert [row["play"] for row in records(drawn, "idle")] == ["A talk about boundaries"]


def test_a_play_has_a_page_with_its_evidence_its_words_and_its_story(closed):
    drawn = reports.draw("play", closed, play="toy")
    shown = {row["measure"]: row for row in records(drawn, "trials")}
    assert shown["whether they leave"]["effect"].endswith("of a hundred customers leave")
    assert shown["whether they leave"]["parties"] + shown["whether they leave"]["held_out"] == 400
    assert shown["how often they buy"]["effect"] == ""  # nobody has bought anything
    assert records(drawn, "words")[0]["said"] == "Do it."
    assert records(drawn, "story")[0]["line"] == "close 2026-03-31 17:00"
    assert sum(row["came_up"] if "came_up" in row else row["fired"]
               for row in records(drawn, "weeks")) == len(
        [row for row in told(closed_path(closed), "firings", "play") if row == ("toy",)]
    )  # fmt: skip


def test_comparing_only_those_whom_it_reached_is_refused_with_the_reason(closed):
    notes = reports.draw("play", closed, play="toy").notes
    refused = next(note for note in notes if "is refused" in note)
    assert "20 of its 20 customers" in refused
    assert "divided by the share it reached" in refused


def test_whoever_sees_a_part_is_not_shown_who_is_held_out(closed):
    sight = Sight(MANAGER, frozenset(), frozenset(), frozenset(), frozenset(), frozenset())
    own = replace(closed, sight=sight)
    for name, parameters in (("plays", {}), ("play", {"play": "toy"})):
        drawn = reports.draw(name, own, **parameters)
        columns = {column.name for table in drawn.tables for column in table.columns
                   if table.name != "trials"}  # fmt: skip
        assert not columns & {"arm"}
        assert "held_out" not in {figure.name for figure in drawn.figures}
    assert reports.readers("lot") == ("owner",)


def test_the_list_of_the_lot_is_a_file(closed):
    drawn = reports.draw("lot", closed, play="toy", limit=1000)
    rows = list(csv.DictReader(io.StringIO(faces.as_csv(drawn, "lot"))))
    said = {"held_out": "held out", "played": "in the play"}
    arms = {
        party: said[lot]
        for play, party, lot in told(closed_path(closed), "firings", "play, party, arm")
        if play == "toy"
    }
    assert {row["party"]: row["arm"] for row in rows} == arms
    assert len(rows) == drawn.pages.total == len(arms) >= 400
    assert len(reports.draw("lot", closed, play="toy").tables[0].rows) == 50


@pytest.mark.parametrize("name", ["play", "lot"])
def test_a_play_that_nobody_knows_is_told(closed, name):
    with pytest.raises(InputError, match="no such play"):
        reports.draw(name, closed, play="nothing")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_whole_in_every_language(closed, language):
    with speaking(language):
        for name, parameters in (
            ("plays", {}),
            ("play", {"play": "toy"}),
            ("lot", {"play": "toy"}),
        ):
            text = terminal.text(reports.draw(name, closed, **parameters), {})
            assert not set("{}") & set(text), name


def test_the_terminal_says_the_verdicts(book):
    listed = run("--book", book.folder, "plays")
    assert "It harms: shown on March 31, 2026" in " ".join(listed.out.split())
    assert "Nobody is held out, so that nothing is compared." in listed.out
    page = run("--book", book.folder, "report", "play", "--play", "toy")
    assert page.code == 0
    assert "whether they leave" in page.out


def test_the_terminal_draws_the_lot_again(tmp_path):
    book = Book.create(tmp_path / "acme", "Acme")
    import_file(book, Request(str(sample("tickets")), keep_good=True), quiet)
    assert run("--book", book.folder, "plays", "lot", "welcome_call").code == 3
    begun = dt.datetime.fromisoformat("2026-03-02T00:00:00")
    lots.keep(book.folder, {"welcome_call": lots.Lot("1f" * 16, begun, 0.3, {}, {})})
    drawn = run("--book", book.folder, "plays", "lot", "welcome_call")
    rows = list(csv.DictReader(io.StringIO(drawn.out)))
    assert {row["customer"] for row in rows} == {"acme", "bolt"}
    for row in rows:
        assert row["party"] == book.party(row["customer"])
        assert row["arm"] == arm("1f" * 16, row["party"], two_arms(0.3))
        assert int(row["position"]) == position("1f" * 16, row["party"])
    assert run("--book", book.folder, "plays", "lot", "nothing").code == 2


def test_lots_come_back_from_a_backup_and_the_doctor_misses_them(book, tmp_path):
    archive = backup(book, tmp_path / "acme.tar.gz").path
    again = restore(archive, tmp_path / "again").book
    assert lots.read(again.folder) == lots.read(book.folder)
    assert state(again) == ("well", "")
    path = again.folder / lots.NAME
    kept = path.read_text(encoding="utf-8")
    path.unlink()
    assert state(again)[0] == "wrong"
    path.write_text(kept[:-5], encoding="utf-8")
    assert state(again)[0] == "wrong"
    path.write_text(kept, encoding="utf-8")
    path.chmod(0o644)
    secrets = next(each for each in doctor.of_book(again) if each.name == "secrets")
    assert secrets.state == "well" or "lots.json" in secrets.said


def state(book):
    found = next(each for each in doctor.of_book(book) if each.name == "lots")
    return found.state, found.hint
