"""Guess, then see: asked once, kindly, never of programs, and never about the example company."""

from __future__ import annotations

import html
import re

import pytest


@pytest.fixture
def own_office(office, monkeypatch):
    """The office of a company that is somebody's."""
    from goodwill.web import guess

    class House:
        name = "Acme"

    monkeypatch.setattr(guess, "house_of", lambda _member: House)
    return office


def _text(answer) -> str:
    return html.unescape(answer.content.decode())


def _closed(text) -> str:
    return re.findall(r'name="closed" value="([^"]+)"', text)[0]


def test_the_figure_is_asked_for_before_it_is_shown_and_shown_beside_the_guess(own_office):
    client = own_office.alice()
    asked = _text(client.get("/"))
    assert "What do you think" in asked
    assert "Lost by our breaches" not in asked
    assert "€" not in re.sub(r"<[^>]*>", "", asked)
    given = {"figure": "lost", "closed": _closed(asked), "value": "1 200,50"}
    assert client.post("/guess/statement", given)["Location"] == "/report/statement"
    shown = _text(client.get("/"))
    assert "Lost by our breaches" in shown
    assert "You thought: €1,20" in shown
    assert "What do you think" not in _text(client.get("/?period=year"))


def test_whoever_would_not_guess_is_never_asked_again(own_office):
    client = own_office.alice()
    given = {"figure": "lost", "closed": "x", "skip": "1"}
    client.post("/guess/statement", given)
    text = _text(client.get("/"))
    assert "Lost by our breaches" in text
    assert "You thought" not in text


def test_of_all_standards_one_is_asked_for(own_office):
    client = own_office.alice()
    first = client.get("/report/standard", {"standard": "first_answer"})
    assert "What do you think" in _text(first)
    given = {"figure": "kept first_answer", "closed": _closed(_text(first)), "value": "90 %"}
    back = client.post("/guess/standard", given)["Location"]
    assert "You thought: 90.0" in _text(client.get(back))
    other = _text(client.get("/report/standard", {"standard": "next_answer"}))
    assert "What do you think" not in other
    assert "You thought" not in other


def test_files_and_data_are_never_asked(own_office):
    client = own_office.alice()
    assert client.get("/report/statement.json").json()["figures"]
    assert client.get("/report/statement/statement.csv").status_code == 200


def test_words_that_are_no_number_are_asked_for_again(own_office):
    client = own_office.alice()
    client.post("/guess/statement", {"figure": "lost", "closed": "x", "value": "much"})
    text = _text(client.get("/"))
    assert "Please write a number" in text
    assert "What do you think" in text


def test_an_owner_may_turn_it_off_and_the_example_company_is_nobodys(
    office, own_office, monkeypatch
):
    from goodwill.web import guess

    class Settings:
        guess_first = False

    monkeypatch.setattr(guess, "settings_of_the_house", Settings)
    assert "What do you think" not in _text(own_office.alice().get("/"))
    monkeypatch.undo()
    assert "What do you think" not in _text(office.alice().get("/"))


def test_an_odd_guess_finds_nothing(own_office):
    client = own_office.alice()
    for name, figure in (("statement", ""), ("statement", "worth"), ("parties", "lost"),
                         ("nothing", "lost")):  # fmt: skip
        assert client.post(f"/guess/{name}", {"figure": figure, "value": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("12000", 12000), ("12 000", 12000), ("1.200,50", 1200.5), ("1,200.50", 1200.5),
        ("85 %", 85), ("0,5", 0.5), ("1.200", 1200), ("€ 3,5", 3.5), ("-7", -7), ("", None),
        ("much", None), ("1e400", 1400.0), ("9" * 400, None),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(office, words, value):
    from goodwill.web.guess import number

    assert number(words) == value
