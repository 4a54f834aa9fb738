"""A newcomer does what docs/walk.md tells, in a browser, and sees what it quotes."""

from __future__ import annotations

import pytest

from tests.e2e import walk
from tests.real import real

pytestmark = pytest.mark.e2e


def _told() -> list[str]:
    first, second = walk.PAGE.read_text(encoding="utf-8").split(walk.SECOND)
    return [first.removeprefix(walk.INTRODUCTION).strip(), second.strip()]


def test_three_dirty_files_lead_to_the_dearest_case_and_its_reason(tmp_path):
    assert walk.simulated(tmp_path, None).story.strip() == _told()[0]


@pytest.mark.real
def test_so_does_the_log_of_a_real_service_desk(tmp_path):
    assert walk.real(tmp_path, real(walk.LOG), None).story.strip() == _told()[1]


def test_every_picture_of_the_walk_lies_beside_it():
    named = {
        line.partition("](pictures/")[2].rstrip(")")
        for line in walk.PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("![")
    }
    assert len(named) >= 10
    pictures = {*walk.PICTURES.glob("walk-real-*.png"), *walk.PICTURES.glob("walk-simulated-*.png")}
    assert named == {path.name for path in pictures}
