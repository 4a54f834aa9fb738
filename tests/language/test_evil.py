"""Patterns that some text makes endlessly slow are told by their shape; the usual ones are not."""

import pytest

from goodwill.language.checks import _all_items
from goodwill.language.evil import evil
from goodwill.language.pack import read_all


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+b", "(a*)*b", "(a|a)*b", "(ab|ab.)*c", "(a|[a-c]x?)*d", "(?:a?){30}a{30}",
        r"(\w+\s?)*!", r"(?:\w+)+x",
        "(x+x+)+y", r"(?:\w*\d*)*z", ".*a.*b.*c", r"^(\w+)\1$", r"(?:[a-z]+ ?)+$", r"\s*.*\s*.*x",
        "(?=(a+)+b)a", "(?:(?:a{1,50}){1,50}){1,50}", r"[\w ]{0,99}[\w ]{0,99}[\w ]{0,99}!",
        r"(?:.{0,40} ){0,20}x", "(?:" * 3000 + "a" + ")" * 3000,
    ],
)  # fmt: skip
def test_what_may_take_for_ever_is_refused(pattern):
    assert evil(pattern) != ""


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:\w+ ){0,3}help", r"we (?:can't|cannot)[^.!?]{0,60}refund", r"\d{1,3}(?:,\d{3})*",
        r"(?:[\w'-]+,? ){0,2}", r"\w+day", r"!{2,}", r"(?:by|before) (?:\w+ )?(?:\w+day|noon)",
        r"(?-i:[A-Z]{2,} [A-Z]{3,}(?: [A-Z]{2,}){2,})", r"не (?:можем|смогли)\w*", r"\s+и\s+",
    ],
)  # fmt: skip
def test_what_rules_are_made_of_is_not(pattern):
    assert evil(pattern) == ""


def test_no_shipped_pattern_is_refused():
    packs, _problems = read_all()
    sources = {item.source for pack in packs for rule in pack.rules for item in _all_items(rule)}
    assert len(sources) > 300
    assert [source for source in sources if evil(source)] == []
