"""At most seven things, the weightiest first, and no kind alone."""

from __future__ import annotations

from goodwill.ledger import today
from goodwill.ledger.listing import chosen
from goodwill.ledger.today import Thing


def thing(kind, number, stake, urgency=1.0, **figures):
    return Thing(
        f"{kind}:{number}", kind, "canna", None, None, None, False, stake, urgency, figures
    )


def test_what_weighs_most_stands_first():
    found = [thing("debt", 1, 3000, 1 / 30), thing("answer", 1, 50), thing("promise", 1, 200)]
    assert [each.kind for each in chosen(found, 7)] == ["promise", "debt", "answer"]


def test_no_kind_crowds_out_the_others():
    found = [thing("promise", n, 1000 + n) for n in range(20)]
    found += [thing("leaving", n, 10 + n, 1 / 30) for n in range(2)]
    picked = chosen(found, 7)
    assert len(picked) == 7
    assert sum(each.kind == "leaving" for each in picked) == 2
    assert [each.key for each in picked[:3]] == ["promise:19", "promise:18", "promise:17"]


def test_urgent_help_comes_first_whatever_hangs_on_it():
    found = [thing("promise", n, 10**9) for n in range(9)]
    found += [thing(today.PLEA, n, None, urgent=True) for n in range(5)]
    found.append(thing(today.PLEA, 9, None, urgent=False))
    picked = chosen(found, 7)
    assert [each.kind for each in picked[:5]] == [today.PLEA] * 5
    assert sum(each.kind == "promise" for each in picked) == 2


def test_of_nothing_nothing_is_chosen():
    assert chosen([], 7) == []
    assert len(chosen([thing("answer", 1, None)], 7)) == 1
