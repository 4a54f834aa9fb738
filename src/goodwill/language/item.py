"""Items of a rule as written, and the one pattern that each becomes."""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from goodwill.language.forms import forms
from goodwill.language.normal import folded
from goodwill.language.pieces import known
from goodwill.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_BEGIN = r"(?:(?<!\w)(?<!\w')|(?!\w))"
_END = r"(?:(?!\w|'[tяюєї])|(?<!\w))"
"""Not in the middle of a word; what follows an apostrophe as in can't or п'ять belongs to it."""
_BETWEEN = ",? "
_BESIDE = ("not_before", "not_after")
_WORDS_BETWEEN = r"(?:[\w'-]+,? )"


class Item(NamedTuple):
    """One alternative or guard: as written, as a pattern without its edges, and its set."""

    written: str
    source: str
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    of_set: str = ""


class NotAnItemError(ValueError):
    """Something stands where an item should; carries the sentence that says so."""


_CASED = r"\(\?-i:[^()]*\)|\\.|[?{}\d,]"


class Pattern(NamedTuple):
    """An item ready to be looked for: in the text as it is, or in its small letters."""

    found: re.Pattern[str]
    cased: bool


@lru_cache(maxsize=20_000)
def compiled(source: str) -> Pattern:
    """Make the pattern of an item ready; that it begins at the edge of a word is seen later.

    Without an edge in front the engine skips to the letters with which a match may begin, and
    small letters alone are found several times as fast as letters of either case.
    """
    cased = "(?-i:" in source
    flags = re.IGNORECASE if cased and re.search(r"[^\W\d_]", re.sub(_CASED, "", source)) else 0
    return Pattern(re.compile(f"(?:{source if cased else _small(source)}){_END}", flags), cased)


def spans(
    source: str, text: str, small: str, windows: Iterable[tuple[int, int]] = ((0, sys.maxsize),)
) -> list[tuple[int, int]]:
    """Find a pattern in a text, given with its small letters, between the edges of words.

    The windows come in order and say where a match may stand at all.
    """
    pattern = compiled(source)
    search, text = pattern.found.search, text if pattern.cased else small
    found = []
    for low, high in windows:
        match = search(text, low, high)
        while match:
            start, end = match.span()
            if start < end and _at_edge(text, start):
                found.append((start, end))
                match = search(text, end, high)
            else:
                match = search(text, start + 1, high)
    return found


def _at_edge(text: str, start: int) -> bool:
    """Tell whether a word may begin here."""
    if start == 0 or not _is_letter(text[start]):
        return True
    before = text[start - 1]
    return not (_is_letter(before) or (before == "'" and start > 1 and _is_letter(text[start - 2])))


def _is_letter(one: str) -> bool:
    return one.isalnum() or one == "_"


def _small(source: str) -> str:
    """Write a pattern's letters small, but not those behind a backslash, which mean a class."""
    return re.sub(
        r"\\.|[^\W\da-z_]", lambda it: it[0] if it[0][0] == "\\" else it[0].lower(), source
    )


@lru_cache(maxsize=20_000)
def ending(source: str) -> re.Pattern[str]:
    """Make a pattern ready that must end, but for a comma and a space, where the search ends."""
    return re.compile(f"{_BEGIN}(?:{source}){_END},? ?\\Z", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def following(source: str) -> re.Pattern[str]:
    """Make a pattern ready that must begin, but for a comma and a space, where it is tried."""
    return re.compile(f",? ?{_BEGIN}(?:{source}){_END}", re.IGNORECASE)


def items(written: Any, language: str, sets: Mapping[str, Sequence[Item]]) -> list[Item]:
    """Read one item; a named set gives all of its own."""
    if isinstance(written, dict) and set(written) == {"set"}:
        name = str(written["set"])
        if name not in sets:
            raise NotAnItemError(_('There is no set "{name}" in this language.', name=name))
        return [each._replace(of_set=name) for each in sets[name]]
    if not isinstance(written, dict):
        return [Item(_said(written), _source(written, language))]
    bare = {key: value for key, value in written.items() if key not in _BESIDE}
    beside: dict[str, Any] = {
        key: tuple(
            each.source for guard in written.get(key) or [] for each in items(guard, language, sets)
        )
        for key in _BESIDE
    }
    return [Item(_said(bare), _source(bare, language), **beside)]


def _source(written: Any, language: str) -> str:
    if isinstance(written, str) and written.strip():
        return _literal(written)
    if isinstance(written, dict):
        keys = set(written)
        if keys == {"re"} and isinstance(written["re"], str):
            return _checked(folded(written["re"]), language)
        if keys == {"words"} and isinstance(written["words"], list):
            return _words(written["words"], 0, language)
        if keys <= {"lemma", "gap"} and "lemma" in keys:
            lemmas = written["lemma"] if isinstance(written["lemma"], list) else [written["lemma"]]
            parts = [{"lemma": each} for each in lemmas]
            return _words(parts, int(written.get("gap", 0)), language)
    what = _("An item is a text, or one of re, words, lemma and set: {item}.", item=_said(written))
    raise NotAnItemError(what)


def _checked(pattern: str, language: str) -> str:
    if known(pattern, language):
        return pattern
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        what = _("The pattern {pattern} cannot be read: {reason}.", pattern=pattern, reason=error)
        raise NotAnItemError(what) from error
    return pattern


def _words(parts: list[Any], gap: int, language: str) -> str:
    """Join words, lemmas and gaps into one pattern."""
    source, between = "", ""
    for part in parts:
        if isinstance(part, dict) and set(part) == {"gap"}:
            between = _gap(int(part["gap"]))
            continue
        source += (between or _gap(gap)) * bool(source) + _word(part, language)
        between = ""
    if not source:
        raise NotAnItemError(_("An item of words names none."))
    return source


def _gap(most: int) -> str:
    return f"{_BETWEEN}{_WORDS_BETWEEN}{{0,{most}}}" if most else _BETWEEN


def _word(part: Any, language: str) -> str:
    if isinstance(part, str) and part.strip():
        return _literal(part)
    if isinstance(part, dict) and set(part) == {"lemma"} and isinstance(part["lemma"], str | list):
        lemmas = [part["lemma"]] if isinstance(part["lemma"], str) else part["lemma"]
        found = {form for lemma in lemmas for form in forms(str(lemma), language)}
        return f"(?:{'|'.join(sorted(map(_literal, found), key=len, reverse=True))})"
    what = _("A word is a text, a lemma or a gap: {item}.", item=_said(part))
    raise NotAnItemError(what)


def _literal(text: str) -> str:
    return re.escape(folded(" ".join(text.split()))).replace(r"\ ", " ")


def _said(written: Any) -> str:
    """Say an item as its author wrote it, in short."""
    if isinstance(written, dict) and len(written) == 1:
        ((key, value),) = written.items()
        return f"{key}: {_said(value)}"
    if isinstance(written, list):
        return "[" + ", ".join(map(_said, written)) + "]"
    return str(written)
