"""A book of the first release, kept as a backup, is read by today's program as it was then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from goodwill.book.restoring import restore

GOLDEN = Path(__file__).parent / "golden"
FACTS = ("id", "version", "happened_at", "kind", "from_party", "to_party", "about", "channel",
         "purpose", "amount", "currency", "quantity", "due_at", "source", "record",
         "part")  # fmt: skip
"""What never changes; stamps may be redone by later rules."""


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    return restore(GOLDEN / "first.tar.gz", tmp_path_factory.mktemp("older") / "acme")


def test_it_comes_back_whole(first):
    assert first.problems == []
    assert len(first.book.journal.batches()) == 7
    assert first.book.settings.zone == "Europe/Warsaw"


def test_every_party_every_name_every_text_and_every_fact_is_as_it_was(first):
    then = json.loads((GOLDEN / "first.json").read_text(encoding="utf-8"))
    assert len(then) >= 8
    assert set(first.book.journal.keys.parties()) == set(then)
    moments = 0
    for party, before in then.items():
        now = json.loads(json.dumps(first.book.journal.export(party), default=str))
        assert {name for name in before if name != "moments"} <= set(now), party
        for name in before:
            if name == "moments":
                assert facts(now[name]) == facts(before[name]), party
                moments += len(before[name])
            else:
                assert now[name] == before[name], (party, name)
    assert moments >= 25


def facts(moments):
    return [{name: moment[name] for name in FACTS} for moment in moments]
