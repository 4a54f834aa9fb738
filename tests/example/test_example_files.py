"""What is written is the same for the same seed, dirty as declared, and labelled as simulated."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from goodwill.example import Example, write
from goodwill.house import settings

if TYPE_CHECKING:
    from pathlib import Path

ENCODINGS = {"platnosci.csv": "cp1250", "dzvinky.csv": "cp1251", "promises.txt": "utf-16"}


def prints(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }


def lines_of(path: Path) -> list[str]:
    text = path.read_bytes().decode(ENCODINGS.get(path.name, "utf-8-sig"))
    return text.splitlines()[0 if path.suffix == ".jsonl" else 1 :]


def test_the_same_seed_gives_the_same_bytes(small: Example, folder: Path) -> None:
    again = write(folder, seed=7, size=250)
    assert prints(again.folder) == prints(small.folder)
    assert len(prints(small.folder)) == len(small.files) + 3


def test_another_seed_gives_other_records(small: Example, folder: Path) -> None:
    other = prints(write(folder, seed=8, size=250).folder)
    same = {name for name, digest in prints(small.folder).items() if other[name] == digest}
    assert same == {"README.txt", "changes.csv", "goodwill.toml", "paydays.csv", "staff.csv"}


def test_the_lines_of_every_file_are_those_that_the_truth_counts(
    small: Example, told: dict[str, Any]
) -> None:
    assert set(told["files"]) == {path.name for path in small.files}
    for path in small.files:
        counted = told["files"][path.name]
        lines = counted["clean"] + counted["duplicates"] + sum(counted["broken"].values())
        assert lines > 0
        if path.suffix != ".xlsx":
            assert len(lines_of(path)) == lines, path.name


def test_duplicates_are_the_very_same_line(small: Example, told: dict[str, Any]) -> None:
    found = 0
    for path in small.files:
        if path.suffix == ".xlsx":
            continue
        lines = lines_of(path)
        assert len(lines) - len(set(lines)) == told["files"][path.name]["duplicates"], path.name
        found += len(lines) - len(set(lines))
    assert found > 50


def test_two_exports_of_the_orders_overlap_and_the_newer_corrects(
    small: Example, told: dict[str, Any]
) -> None:
    old, new = (
        {tuple(row[:2]): row for row in csv.reader(lines_of(small.folder / name))}
        for name in ("orders_2024-11_2025-12.csv", "orders_2025-12_2026-10.csv")
    )
    both = {key for key in old.keys() & new.keys() if "X" not in key[0]}
    counted = told["files"]["orders_2025-12_2026-10.csv"]
    assert len(both) == counted["overlapping"] > 0
    assert sum(old[key] != new[key] for key in both) == counted["corrected"] > 0


@pytest.mark.parametrize(("name", "encoding"), sorted(ENCODINGS.items()))
def test_old_code_pages_hold_letters_that_no_other_encoding_reads(
    small: Example, name: str, encoding: str
) -> None:
    raw = (small.folder / name).read_bytes()
    assert raw.decode(encoding)
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")


def test_dialects_are_german_and_american_where_declared(small: Example) -> None:
    german = next(csv.reader(lines_of(small.folder / "invoices.csv")[1:], delimiter=";"))
    assert german[3].count(".") == 2
    assert "," in german[5]
    american = next(csv.reader(lines_of(small.folder / "deliveries.csv")))
    assert american[5].count("/") == 2
    assert american[5].endswith("M")


def test_everything_says_that_it_is_simulated(small: Example, told: dict[str, Any]) -> None:
    read, problems = settings.read(small.settings)
    assert not problems
    assert "(simulated)" in read.name
    assert (read.currency, read.zone) == ("EUR", "Europe/Warsaw")
    assert told["simulated"] is True
    note = (small.folder / "README.txt").read_text(encoding="utf-8")
    for word in ("simulated", "symulacją", "смоделировано", "змодельовано"):
        assert word in note


def test_only_a_page_that_shows_it_beside_the_estimate_reads_the_truth() -> None:
    import goodwill

    package = next(iter(goodwill.__path__))
    from pathlib import Path as Folder

    naming = {
        path.relative_to(package).as_posix()
        for path in Folder(package).rglob("*.py")
        if "truth.json" in path.read_text(encoding="utf-8")
    }
    writing = {"example/writing.py", "example/letterhead.py"}
    assert naming == {*writing, "reports/planted.py"}
    shown = {
        path.relative_to(package).parts[0]
        for path in Folder(package).rglob("*.py")
        if "reports.planted" in path.read_text(encoding="utf-8")
    }
    assert shown == {"reports", "cli"}  # `goodwill demo` lays it into the book


def test_messages_are_in_four_languages(small: Example) -> None:
    texts = [json.loads(line).get("text", "") for line in lines_of(small.folder / "messages.jsonl")]
    for word in ("Hello", "Dzień dobry", "Здравствуйте", "Добрий день"):
        assert any(word in text for text in texts), word


def test_a_shorter_period_and_fewer_customers_work(folder: Path) -> None:
    tiny = write(folder, seed=3, size=20, months=6)
    with io.StringIO((tiny.folder / "customers.csv").read_text(encoding="utf-8")) as text:
        assert len(list(csv.DictReader(text))) >= 20
