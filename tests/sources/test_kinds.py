"""Every kind of record is complete: a sample, a golden story, words in four languages."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import goodwill.sources
from goodwill.moments.moment import FACTS, KINDS, PURPOSES
from goodwill.sources.emitted import FACT_TYPES
from goodwill.sources.golden import sample, told
from goodwill.sources.source import (
    headers_of,
    lacking,
    match,
    plain,
    reason,
    recognise,
    sources,
)
from goodwill.sources.typed import SQL_TYPES
from goodwill.words import LANGUAGES

KINDS_OF_RECORDS = sorted(sources())
EXPECTED = {
    "orders", "invoices", "payments", "credit_notes", "tickets", "event_log", "calls", "messages",
    "promises", "deliveries", "usage", "ratings", "visits", "staff", "customers", "changes",
    "pleas", "bills", "paydays", "given", "done",
}  # fmt: skip


def test_every_kind_that_the_stream_needs_is_there():
    assert set(KINDS_OF_RECORDS) == EXPECTED


@pytest.mark.parametrize("name", KINDS_OF_RECORDS)
def test_a_kind_has_a_sample_that_still_gives_its_golden_story(name: str):
    path = sample(name)
    assert path.is_file(), f"write a sample: {path}"
    golden = path.with_suffix(".moments")
    assert golden.is_file(), f"python -m goodwill.sources.golden {name}"
    assert told(path) == golden.read_text(encoding="utf-8"), (
        f"python -m goodwill.sources.golden {name}"
    )


@pytest.mark.parametrize("name", KINDS_OF_RECORDS)
def test_a_kind_has_a_sentence_and_words_in_four_languages(name: str):
    source = sources()[name]
    assert source.sentence.endswith(".")
    for one in source.fields:
        assert one.sentence.endswith("."), one.name
        for language in LANGUAGES:
            words = one.words.get(language, ())
            assert words, f"{one.name} has no header in {language}"
            assert all(plain(word) for word in words), (one.name, language)


@pytest.mark.parametrize("name", KINDS_OF_RECORDS)
def test_a_kind_uses_only_what_the_closed_lists_hold(name: str):
    source = sources()[name]
    assert {emit.kind for emit in source.moments} <= set(KINDS)
    assert {one.type for one in source.fields} <= set(SQL_TYPES)
    for emit in source.moments:
        given = {word.strip("'") for word in emit.purpose.split() if word.startswith("'")}
        if emit.purpose.startswith("'"):
            assert given <= set(PURPOSES[emit.kind]), emit


@pytest.mark.parametrize("name", KINDS_OF_RECORDS)
def test_the_sample_of_a_kind_is_recognised_as_that_kind(name: str):
    with sample(name).open(encoding="utf-8") as lines:
        header = lines.readline().strip()
    columns = header.split(";") if ";" in header else header.split(",")
    best, points = recognise(columns)[0]
    assert best.name == name
    assert 0.5 < points <= 1
    assert reason(best, columns).startswith(f"{name}: ")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", KINDS_OF_RECORDS)
def test_a_file_whose_headers_are_the_usual_words_is_recognised(name: str, language: str):
    source = sources()[name]
    columns: list[str] = []
    for one in source.fields:
        known = [word for word in one.words[language] if plain(word) not in map(plain, columns)]
        columns += known[:1]
    assert recognise(columns)[0][0].name == name
    assert lacking(source, match(source, columns)) == ()


@pytest.mark.parametrize("name", KINDS_OF_RECORDS)
def test_no_two_fields_of_a_kind_begin_with_the_same_header(name: str):
    first = [plain(words[0]) for one in sources()[name].fields for words in [headers_of(one)]]
    assert len(first) == len(set(first))


def test_headers_match_without_case_accents_and_punctuation():
    found = match(
        sources()["orders"],
        ["ORDER_NO.", "Customer-Id", "order date (UTC)", "Quantité", "UnitPrice"],
    )
    assert found == {
        "number": "ORDER_NO.", "customer": "Customer-Id", "happened_at": "order date (UTC)",
        "price": "UnitPrice",
    }  # fmt: skip
    assert match(sources()["payments"], ["НОМЕР ПЛАТЕЖА", "номер счета", "Сумма"]) == {
        "number": "НОМЕР ПЛАТЕЖА", "invoice": "номер счета", "amount": "Сумма",
    }  # fmt: skip


def test_facts_are_those_of_the_journal_but_what_it_adds_itself():
    own = {"id", "version", "digest", "batch"}
    assert {name: kind for name, kind in FACTS.items() if name not in own} == FACT_TYPES


def test_a_new_kind_is_found_by_its_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    shutil.copy(Path(goodwill.sources.__file__).parent / "ratings.py", tmp_path / "applause.py")
    text = (tmp_path / "applause.py").read_text(encoding="utf-8")
    (tmp_path / "applause.py").write_text(
        text.replace('"ratings",', '"applause",'), encoding="utf-8"
    )
    monkeypatch.setattr(goodwill.sources, "__path__", [*goodwill.sources.__path__, str(tmp_path)])
    sources.cache_clear()
    try:
        assert "applause" in sources()
        assert len(sources()) == len(EXPECTED) + 1
    finally:
        monkeypatch.undo()
        sources.cache_clear()
