"""One entry of the reference file: which of its numbers were hit, and which are excused and why."""

from __future__ import annotations

import json
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

Place = tuple[str, ...]


class Excuse(StrEnum):
    """Why a number of the file is not one that we should hit."""

    GIVEN = "what the case is given, not what comes out"
    TIMING = "how long the peer took"
    WORK = "how the peer searched"
    FAULTY_ERRORS = "standard errors that the peer made up by repairing a valid covariance"
    FAULTY_FIT = "the peer's correlated fits end below its uncorrelated ones"
    FAULTY_CRITERION = "the peer's criterion of a regularised fit is no likelihood"
    NOT_IDENTIFIED = "the records do not determine it: any value does as well"


class Number(float):
    """A number as the file prints it, so that its last digit is known."""

    text: str

    @classmethod
    def read(cls, text: str) -> Number:
        number = cls(text)
        number.text = text
        return number

    @property
    def half_unit(self) -> float:
        """Half a unit of the last printed digit."""
        exponent = Decimal(self.text).as_tuple().exponent
        assert isinstance(exponent, int)
        return 0.5 * 10.0**exponent


def load(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    return json.loads(text, parse_float=Number.read, parse_int=Number.read)


def numbers(part: Any, place: Place = ()) -> Iterator[tuple[Place, Number]]:
    """Every number below a part of the file, with its place."""
    if isinstance(part, Number):
        yield place, part
    elif isinstance(part, dict):
        for name, inner in part.items():
            yield from numbers(inner, (*place, name))
    elif isinstance(part, list):
        for index, inner in enumerate(part):
            yield from numbers(inner, (*place, str(index)))


def found(part: Any, place: Sequence[str]) -> Any:
    """The part of the file at a place."""
    for name in place:
        part = part[int(name)] if isinstance(part, list) else part[name]
    return part


class Entry:
    """An entry while it is being checked; at the end no number may be left over."""

    def __init__(self, part: Any) -> None:
        self.part = part
        self.left = {place for place, _ in numbers(part)}
        self.excused: dict[Place, Excuse] = {}

    def __getitem__(self, path: str) -> Any:
        return found(self.part, path.split("/"))

    def hit(self, path: str, ours: Any, *, rel: float | None = None, within: float = 0.0) -> None:
        """Ours must be theirs: to half a unit of the last printed digit, or as near as said."""
        place = tuple(path.split("/")) if path else ()
        self._compare(place, found(self.part, place), ours, rel, within)

    def excuse(self, reason: Excuse, *paths: str) -> None:
        """Say why the numbers at these places are not compared."""
        for path in paths:
            place = tuple(path.split("/"))
            below = {each for each in self.left if each[: len(place)] == place}
            assert below, f"there is nothing (left) to excuse at {path}"
            self.excused |= dict.fromkeys(below, reason)
            self.left -= below

    def finish(self) -> None:
        assert not self.left, f"neither hit nor excused: {sorted(self.left)}"

    def _compare(
        self, place: Place, theirs: Any, ours: Any, rel: float | None, within: float
    ) -> None:
        if isinstance(theirs, Number):
            allowed = rel * np.abs(theirs) + within if rel is not None else within
            allowed = allowed or theirs.half_unit * (1 + 1e-9)
            away = np.abs(float(ours) - theirs)
            assert away <= allowed, f"{'/'.join(place)}: {ours} for {theirs.text}, {away:.3g} away"
            assert place in self.left, f"compared twice: {'/'.join(place)}"
            self.left.discard(place)
        elif isinstance(theirs, dict):
            pairs = [(name, inner) for name, inner in theirs.items() if list(numbers(inner))]
            for name, inner in pairs:
                self._compare((*place, name), inner, ours[name], rel, within)
        elif isinstance(theirs, list):
            assert len(theirs) == len(ours), place
            for index, (inner, mine) in enumerate(zip(theirs, ours, strict=True)):
                self._compare((*place, str(index)), inner, mine, rel, within)


CHECKS: dict[Place, Callable[[Entry], None]] = {}


def checks(*paths: str) -> Callable[[Callable[[Entry], None]], Callable[[Entry], None]]:
    """Name the entries that a function checks."""

    def register(function: Callable[[Entry], None]) -> Callable[[Entry], None]:
        for path in paths:
            place = tuple(path.split("/"))
            assert place not in CHECKS, path
            CHECKS[place] = function
        return function

    return register


def entries(file: Mapping[str, Any]) -> list[Place]:
    """The entries that the file's numbers belong to; a number that nobody claims is its own."""
    claimed: dict[Place, None] = {}
    for place, _ in numbers(file):
        prefixes = [place[:length] for length in range(len(place), 0, -1)]
        claimed[next((each for each in prefixes if each in CHECKS), place)] = None
    return list(claimed)
