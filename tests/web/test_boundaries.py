"""The pages of boundaries, hand-over, farewell and recognition, as each reader gets them."""

from __future__ import annotations

import html

import pytest


def _text(answer) -> str:
    return html.unescape(answer.content.decode())


@pytest.fixture
def everybody(small):
    for name in ("head", "dora", "mike", "anna", "bob", "carl"):
        small.member(name)
    return small


def test_only_those_who_lead_see_boundaries_hand_over_and_farewell(everybody):
    party = everybody.party("acme")
    owner, dora, anna = everybody.owner(), everybody.client("dora"), everybody.client("anna")
    for name in ("boundaries", "handover", "farewell"):
        path = f"/report/{name}?party={party}"
        assert owner.get(path).status_code == 200, name
        assert dora.get(path).status_code == 200, name
        assert anna.get(path).status_code == 404, name
    assert anna.get("/report/recognition").status_code == 200
    assert "Whom to hand them to" not in _text(anna.get(f"/report/party?party={party}"))
    assert "Whom to hand them to" in _text(dora.get(f"/report/party?party={party}"))


def test_a_manager_hands_over_within_sight_and_never_to_one_kept_apart(everybody):
    party, dora = everybody.party("cork"), everybody.client("dora")
    assert everybody.client("dora").get(f"/report/handover?party={party}").status_code == 404
    party = everybody.party("bolt")
    page = _text(dora.get(f"/report/handover?party={party}"))
    assert "Bob Birch" in page
    assert "Carl Cole" not in page
    dora.post(f"/apart/{party}", {"person": everybody.party("bob"), "do": "apart"})
    assert "Bob Birch" not in _text(dora.get(f"/report/handover?party={party}"))


def test_a_closed_book_has_them(small):
    with small.book.closed() as closed:
        assert closed.has("boundaries")
        assert closed.has("precedents")


def test_what_cannot_be_told_yet_says_so(everybody):
    page = _text(everybody.owner().get(f"/report/farewell?party={everybody.party('acme')}"))
    assert "Cannot tell yet" in page
    page = _text(everybody.owner().get(f"/report/handover?party={everybody.party('acme')}"))
    assert "Cannot tell yet." in page
    page = _text(everybody.owner().get("/report/boundaries"))
    assert "Nobody asks for more than customers alike do" in page
