"""What was done: the last line of a number counts, what is withdrawn is passed over."""

from __future__ import annotations

from goodwill.book import done, noting


def row(number, party="c1", **more):
    return {"number": number, "party": party, "done_at": "2026-03-13T11:00:00Z", **more}


def test_the_last_line_of_a_number_counts_and_what_was_taken_back_is_gone(tmp_path):
    done.note(tmp_path, row("1"))
    done.note(tmp_path, row("2", play="hello"))
    done.note(tmp_path, row("2", withdrawn=True))
    done.note(tmp_path, row("1", amount=5))
    assert [(each["number"], each.get("amount")) for each in done.noted(tmp_path)] == [("1", 5)]


def test_a_line_cut_short_is_passed_over_and_counted(tmp_path):
    done.note(tmp_path, row("1"))
    path = tmp_path / done.NAME
    path.write_text(path.read_text("utf-8") + '{"number": "2", "par', encoding="utf-8")
    assert noting.torn(path) == 1
    done.note(tmp_path, row("3"))
    assert [each["number"] for each in done.noted(tmp_path)] == ["1", "3"]
    assert noting.torn(path) == 1


def test_what_was_done_for_an_erased_customer_goes(tmp_path):
    done.note(tmp_path, row("1"))
    done.note(tmp_path, row("2", "c2"))
    done.forget(tmp_path, {"c1"})
    assert [each["number"] for each in done.noted(tmp_path)] == ["2"]
    assert "c1" not in (tmp_path / done.NAME).read_text("utf-8")
