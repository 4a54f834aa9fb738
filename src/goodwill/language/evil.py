"""Patterns that some text makes endlessly slow, told by their shape alone, on the safe side.

A repeat within a repeat may split the same text in exponentially many ways, and repeats in a row
over the same letters in polynomially many. Both are refused, except where a letter that no repeat
takes stands between. Since the even text has no word of more than MOST_LETTERS and never two
spaces in a row, a repeat that takes no space is short by itself; one that does must say how short.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from goodwill.language.masking import MOST_LETTERS
from goodwill.language.samples import letters_of
from goodwill.language.shapes import REPEATS, parsed, sre
from goodwill.words import _

_MOST_WAYS = 30_000
"""Ways of sharing the same letters among the repeats of one pattern, at most."""
_MOST_BRANCHED = 12
"""Alternatives that begin alike may be repeated so often."""


class _Atom(NamedTuple):
    """A piece of a pattern: the letters it may take, in how many lengths, and if it must stand."""

    letters: frozenset[str]
    lengths: int
    must: bool


class _EvilError(Exception):
    """Carries the sentence that says what is wrong."""


def evil(pattern: str) -> str:
    """Say what makes a pattern dangerous; nothing if it is not."""
    try:
        _sequence(parsed(pattern))
    except RecursionError:
        return _("is nested too deep")
    except _EvilError as found:
        return str(found)
    return ""


def _sequence(nodes: Any) -> list[_Atom]:
    """Give the atoms of a sequence; raise where repeats share letters in too many ways."""
    atoms = [atom for node in nodes for atom in _node(*node)]
    ways, shared = 1, frozenset[str]()
    for atom in atoms:
        if atom.letters.isdisjoint(shared) and (atom.must or atom.lengths > 1):
            ways, shared = 1, frozenset()
        if atom.lengths > 1:
            ways *= atom.lengths
            shared |= atom.letters
        if ways > _MOST_WAYS:
            raise _EvilError(_("has repeats in a row that share letters in too many ways"))
    return atoms


def _node(sort: Any, value: Any) -> list[_Atom]:
    if sort in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
        return [_Atom(letters_of(sort, value), 1, must=True)]
    if sort is sre.SUBPATTERN:
        return _sequence(value[-1])
    if sort is sre.ATOMIC_GROUP:
        return _sequence(value)
    if sort in (sre.ASSERT, sre.ASSERT_NOT):
        _sequence(value[1])
        return []
    if sort is sre.BRANCH:
        return [_branch([_sequence(each) for each in value[1]])]
    if sort in REPEATS:
        return _repeat(*value)
    if sort is sre.AT:
        return []
    raise _EvilError(_("refers back to what it found"))


def _branch(branches: list[list[_Atom]]) -> _Atom:
    """Take alternatives for one atom of all their letters."""
    atoms = [atom for branch in branches for atom in branch]
    letters = frozenset[str]().union(*(atom.letters for atom in atoms))
    lengths = max((atom.lengths for atom in atoms), default=1)
    return _Atom(letters, lengths, must=all(any(one.must for one in each) for each in branches))


def _repeat(least: int, most: int, body: Any) -> list[_Atom]:
    atoms = _sequence(body)
    letters = frozenset[str]().union(*(atom.letters for atom in atoms))
    spaced = " " in letters and len(letters) > 2  # spaces alone come one by one
    if most > MOST_LETTERS and spaced:
        raise _EvilError(_("repeats over spaces without an end; write {0,60} or so"))
    if most > 1:
        _check_turns(atoms, most)
        if most > _MOST_BRANCHED and _begin_alike(body):
            raise _EvilError(_("repeats alternatives that begin alike"))
    lengths = min(most, MOST_LETTERS) - least + 1
    inner = max((atom.lengths for atom in atoms), default=1) if most == 1 else 1
    inner = 1 if _closed(atoms) else inner
    return [_Atom(letters, max(lengths, inner), must=least > 0 and any(one.must for one in atoms))]


def _closed(atoms: list[_Atom]) -> bool:
    """Tell whether what repeats in a body ends at a letter that it does not take itself."""
    *before, last = atoms or [_Atom(frozenset(), 1, must=False)]
    taken = frozenset[str]().union(*(atom.letters for atom in before if atom.lengths > 1))
    return last.must and last.lengths == 1 and last.letters.isdisjoint(taken)


def _check_turns(atoms: list[_Atom], most: int) -> None:
    """Raise where one turn of a repeat may end in several places."""
    loose = [atom for atom in atoms if atom.lengths > 1 or not atom.must]
    taken = frozenset[str]().union(*(atom.letters for atom in loose))
    parted = any(atom.must and atom.letters.isdisjoint(taken) for atom in atoms)
    if loose and not parted and (most > 3 or any(atom.lengths > 3 for atom in loose)):
        raise _EvilError(_("repeats what itself repeats the same letters"))


def _begin_alike(body: Any) -> bool:
    """Tell whether alternatives somewhere in a body may begin with the same letter."""
    for sort, value in body:
        if sort is sre.BRANCH:
            firsts = [_first(each) for each in value[1]]
            empty = sum(not first for first in firsts)
            if empty > 1 or sum(map(len, firsts)) > len(frozenset[str]().union(*firsts)):
                return True
        inner = {sre.SUBPATTERN: value}.get(sort)
        if inner is not None and _begin_alike(inner[-1]):
            return True
    return False


def _first(branch: Any) -> frozenset[str]:
    """Give the letters with which an alternative may begin; all of it where that is unclear."""
    found = frozenset[str]()
    for node in branch:
        for atom in _node(*node):
            found |= atom.letters
            if atom.must:
                return found
    return found
