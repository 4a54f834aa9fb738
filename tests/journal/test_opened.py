"""Names kept open: only while their keys are there, and of the newest journal alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.moments.opened import Opened
from goodwill.moments.seals import Keys, new_key

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


class Sealed:
    """Stands for what lies under seal, and counts how often it is opened."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, parties: Iterable[str]) -> dict[str, dict[str, str]]:
        """Open the names of everybody asked for but `cnobody`, of whom nothing is known."""
        self.asked.append(sorted(parties))
        return {party: {"name": party.upper()} for party in parties if party != "cnobody"}


def _keys(folder: Path, *parties: str) -> Keys:
    keys = Keys(folder / "keys.sqlite3")
    keys.create()
    keys.keep([(party, new_key()) for party in parties], "a")
    return keys


def test_a_name_is_opened_once_for_one_state_of_the_journal(tmp_path: Path) -> None:
    keys, sealed, opened = _keys(tmp_path, "ca", "cb", "cnobody"), Sealed(), Opened()
    both = {"ca": {"name": "CA"}, "cb": {"name": "CB"}}
    assert opened.of(1, keys, ["cb", "ca", "cnobody", "cstranger"], sealed) == both
    assert opened.of(1, keys, ["ca", "cb", "cnobody", "cstranger"], sealed) == both
    assert sealed.asked == [["ca", "cb", "cnobody"]]
    assert opened.of(2, keys, ["ca"], sealed) == {"ca": {"name": "CA"}}
    assert sealed.asked[1:] == [["ca"]]


def test_whose_key_is_destroyed_has_no_name_any_more(tmp_path: Path) -> None:
    keys, sealed, opened = _keys(tmp_path, "ca", "cb"), Sealed(), Opened()
    assert set(opened.of(1, keys, ["ca", "cb"], sealed)) == {"ca", "cb"}
    Keys(tmp_path / "keys.sqlite3").destroy(["ca"])  # as another process does
    assert set(opened.of(1, keys, ["ca", "cb"], sealed)) == {"cb"}


def test_another_key_opens_anew(tmp_path: Path) -> None:
    keys, sealed, opened = _keys(tmp_path, "ca"), Sealed(), Opened()
    opened.of(1, keys, ["ca"], sealed)
    keys.hand_over([("ca", None)])
    keys.keep([("ca", new_key())], "b")
    opened.of(1, keys, ["ca"], sealed)
    assert sealed.asked == [["ca"], ["ca"]]


def test_what_is_given_out_changes_nothing_that_is_kept(tmp_path: Path) -> None:
    keys, sealed, opened = _keys(tmp_path, "ca"), Sealed(), Opened()
    opened.of(1, keys, ["ca"], sealed)["ca"]["name"] = "changed"
    assert opened.of(1, keys, ["ca"], sealed) == {"ca": {"name": "CA"}}


def test_more_than_fit_are_opened_again(tmp_path: Path) -> None:
    keys, sealed, opened = _keys(tmp_path, "ca", "cb", "cc"), Sealed(), Opened(2)
    for party in ("ca", "cb", "ca", "cc"):
        assert opened.of(1, keys, [party], sealed) == {party: {"name": party.upper()}}
    opened.of(1, keys, ["ca"], sealed)  # asked for later than cb
    opened.of(1, keys, ["cb"], sealed)
    assert sealed.asked == [["ca"], ["cb"], ["cc"], ["cb"]]
