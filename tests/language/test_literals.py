"""Whatever a pattern finds holds one of its pieces, so that looking for pieces misses nothing."""

import pytest

from goodwill.language.checks import _all_items, spoken
from goodwill.language.item import spans
from goodwill.language.linter import Linter, Message
from goodwill.language.literals import literals, width
from goodwill.language.matching import Reading, small_letters
from goodwill.language.normal import Origin, plain
from goodwill.language.pack import read_all
from goodwill.language.samples import samples
from goodwill.words import LANGUAGES

PACKS, _PROBLEMS = read_all()


@pytest.mark.parametrize(
    ("pattern", "pieces"),
    [
        ("we can't", {"we can't"}),
        ("(?:we|i) can't help", {"we can't help", "i can't help"}),
        ("help(?:s|ed)? you", {"help you", "helps you", "helped you"}),
        (r"\w+ refund \d+", {" refund "}),
        ("[Nn]ope", {"nope"}),
        ("(?:abc|de)", set()),
        ("a{3}x", {"aaa"}),
        ("(?:abc)*", set()),
        ("no(?!w)where", {"nowhere"}),
        (r"п\. 5", {"п. 5"}),
    ],
)
def test_the_pieces_of_a_pattern(pattern, pieces):
    assert set(literals(pattern)) == pieces


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_through_a_shipped_pattern_holds_one_of_its_pieces(language):
    rules = [rule for pack in PACKS if pack.language == language for rule in pack.rules]
    looked_at = 0
    for source in {item.source for rule in rules for item in _all_items(rule)}:
        pieces, wide = literals(source), width(source)
        for text in samples(source):
            small = small_letters(plain(text).text)
            for start, end in spans(source, small, small):
                looked_at += 1
                assert end - start <= wide
                assert not pieces or any(piece in small[start:end] for piece in pieces), source
    assert looked_at > 500


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_linter_finds_what_every_rule_alone_finds(language):
    packs = [pack for pack in PACKS if pack.language == language]
    rules = [rule for pack in packs for rule in pack.rules]
    rules = [each for each in rules if each.scope != "habit" and each.only == "out" and each.any]
    linter = Linter.of(packs, everything=True)
    texts = [each.text for rule in rules for each in (*rule.bad, *rule.good)]
    whole = "\n\n".join(texts[::3])
    found = 0
    for text in (*texts, whole):
        origin, reading = Origin(plain(text)), Reading(plain(text))
        alone = {
            (rule.concern, *origin.span(hit.start, hit.end))
            for rule in rules
            for hit in spoken(rule, reading)
        }
        together = {(each.concern, each.start, each.end)
                    for each in linter.remarks(Message(text, language))}  # fmt: skip
        # of one concern only the gravest and longest at a place is kept, and one always is
        assert together <= alone
        for concern, start, end in alone:
            assert any(c == concern and s < end and start < e for c, s, e in together)
        found += len(together)
    assert found > 50
