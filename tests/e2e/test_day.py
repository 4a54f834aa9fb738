"""A person does what docs/day.md tells, in a browser, from Today to the next close."""

from __future__ import annotations

import pytest

from tests.e2e import day

pytestmark = pytest.mark.e2e


def test_a_day_goes_from_today_to_the_next_close(tmp_path):
    told = day.PAGE.read_text(encoding="utf-8").removeprefix(day.INTRODUCTION).strip()
    assert day.day(day.make(tmp_path / "company"), None).strip() == told


def test_every_picture_of_the_day_lies_beside_it():
    named = {
        line.partition("](pictures/")[2].rstrip(")")
        for line in day.PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("![")
    }
    assert len(named) >= 4
    assert named == {path.name for path in day.PICTURES.glob("walk-day-*.png")}
