"""The recovery suite's own bookkeeping: judging, keeping and laying out."""

import numpy as np
import pytest

from tests.recovery import page
from tests.recovery.page import PAGE, between, lines, listed, table
from tests.recovery.plants import PLANTS
from tests.recovery.running import size
from tests.recovery.store import Store
from tests.recovery.verdict import binomial_limit, judged, line, wilson


def row(seed, loss, error=0.1, withheld=None, plant="at_contacts"):
    return {
        "plant": plant,
        "seed": seed,
        "customers": 100,
        "true_loss": 0.5,
        "true_lull": -0.2,
        "loss": loss,
        "loss_error": error,
        "lull": -0.2,
        "lull_error": 0.1,
        "withheld": withheld,
        "grade": "assumed" if withheld else "observed",
        "seconds": 1.0,
    }


def gaussian(replications, spread, bias=0.0):
    rng = np.random.default_rng(1)
    return [row(i, 0.5 + bias + spread * rng.normal()) for i in range(replications)]


@pytest.mark.parametrize(
    ("spread", "bias", "verdict"),
    [
        (0.1, 0.0, "covers"),
        (0.1, 0.3, "fails"),
        (0.2, 0.0, "fails"),
        (0.05, 0.0, "covers more"),
    ],
)
def test_a_plant_is_judged_by_how_often_its_intervals_hold_the_truth(spread, bias, verdict):
    rows = gaussian(400, spread, bias)
    assert line("at_contacts", "loss", rows, must_withhold=False).judged == verdict


def test_what_is_withheld_is_not_counted_against_the_intervals():
    rows = gaussian(200, 0.1) + [row(200 + i, 5.0, withheld="recording") for i in range(100)]
    found = line("at_contacts", "loss", rows, must_withhold=False)
    assert found.judged == "covers"
    assert found.withheld == pytest.approx(1 / 3)
    assert found.by == "recording 33.3%"
    assert found.covered < 0.7
    assert found.covered_shown > 0.93


def test_a_plant_that_no_model_can_read_must_be_withheld_however_well_it_covers():
    rows = gaussian(200, 0.1)
    assert line("leavers_complain", "loss", rows, must_withhold=True).judged == "fails"
    hidden = [each | {"withheld": "recent"} for each in rows]
    assert line("leavers_complain", "loss", hidden, must_withhold=True).judged == "withheld"
    assert line("at_contacts", "loss", hidden, must_withhold=False).judged == "withheld"


def test_the_limits_of_a_share_are_those_of_wilson():
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert judged(np.ones(20, dtype=bool), 0.0, must_withhold=False) == "covers"
    assert binomial_limit(20) == 5


def test_a_torn_line_costs_only_its_own_replication(tmp_path):
    store = Store(tmp_path)
    for seed in (1, 0):
        store.add(row(seed, 0.5))
    with (tmp_path / "at_contacts.jsonl").open("a") as file:
        file.write('{"plant": "at_cont')
    assert [kept["seed"] for kept in store.rows("at_contacts", 100)] == [0, 1]
    assert store.rows("at_contacts", 200) == []
    assert store.rows("surge", 100) == []


def test_the_table_stands_between_its_markers_and_the_rest_of_the_page_is_left_alone(
    tmp_path, monkeypatch
):
    here = tmp_path / "recovery.md"
    empty = "<!-- recovery: start -->\nold\n<!-- recovery: end -->\n"
    here.write_text(f"# Before\n{empty}<!-- plants: start --><!-- plants: end -->\nafter\n")
    monkeypatch.setattr(page, "PAGE", here)
    rows = {"at_contacts": gaussian(50, 0.1)}
    page.write(rows)
    text = here.read_text()
    assert text.startswith("# Before\n")
    assert text.endswith("\nafter\n")
    assert "\nold\n" not in text
    assert table(lines(rows)) in text
    page.write(rows)
    assert here.read_text() == text


def test_no_company_is_larger_than_asked_and_a_tiny_one_stays_tiny():
    assert size("at_contacts", 1500) == 1500
    assert size("tiny", 1500) == PLANTS["tiny"].customers == 250


def test_the_page_lists_every_plant_as_it_is():
    text = PAGE.read_text(encoding="utf-8")
    assert between(text, "plants", listed()) == text
