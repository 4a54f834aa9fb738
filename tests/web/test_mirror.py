"""My mirror and evidence sheets: one's own first, others only in sight, decisions written down."""

from __future__ import annotations

import html

import pytest


def _text(answer) -> str:
    return html.unescape(answer.content.decode())


@pytest.fixture
def people(office, made):
    """Somebody at a desk of whom enough is known, the manager above, and somebody elsewhere."""
    with made.book.closed() as closed:
        rows = closed.con.execute(
            """
            SELECT s.person, l.manager, s.team FROM standings s JOIN lines l
              ON l.person = s.person AND l.until_date IS NULL AND l.team = s.team
            WHERE s.person IS NOT NULL AND s.expected IS NOT NULL AND s.judged >= 20
              AND l.manager IN (SELECT person FROM lines) ORDER BY s.judged DESC, s.person
            """
        ).fetchall()
    clerk, boss, team = rows[0]
    other = next(person for person, manager, of in rows if of != team and manager != boss)
    return clerk, boss, other


def _as(office, person):
    client = office.stranger()
    client.force_login(office.member(f"{person}@x.example".lower(), "staff", person=person))
    return client


def test_one_sees_ones_own_mirror_with_the_last_cases_as_the_customers_saw_them(office, people):
    clerk, _boss, _other = people
    text = _text(_as(office, clerk).get("/report/mirror"))
    assert "My mirror" in text
    assert "Your last cases, as the customers saw them" in text
    assert "What a human decides" not in text


def test_an_evidence_sheet_is_for_those_above_and_for_nobody_else(office, people):
    clerk, boss, other = people
    address = f"/report/mirror?person={clerk}"
    assert "Evidence sheet" in _text(_as(office, boss).get(address))
    assert "Evidence sheet" in _text(office.alice().get(address))
    assert _as(office, other).get(address).status_code == 404
    assert _as(office, clerk).get(f"/report/mirror?person={boss}").status_code == 404


def test_a_decision_is_written_down_with_who_made_it_and_nobody_decides_about_themselves(
    office, people
):
    from goodwill.web.models import Deed

    clerk, boss, other = people
    above = _as(office, boss)
    given = {"person": clerk, "outcome": "talk"}
    assert above.post("/mirror/decide", given).status_code == 302
    deed = Deed.objects.get(what="decided")
    assert (deed.about, deed.detail["outcome"]) == (clerk, "talk")
    assert "We talked about it" in _text(above.get(f"/report/mirror?person={clerk}"))
    for client, whom in ((_as(office, clerk), clerk), (_as(office, other), clerk), (above, boss)):
        assert client.post("/mirror/decide", {"person": whom, "outcome": "talk"}).status_code == 404
    assert above.post("/mirror/decide", {"person": clerk, "outcome": "flog"}).status_code == 404


def test_no_single_figure_is_shown_while_the_book_learns_or_of_too_few_cases(made, people):
    from dataclasses import replace

    from goodwill.problems import InputError
    from goodwill.reports import mirror, teams

    clerk, _boss, _other = people
    with made.book.closed() as closed:
        assert mirror.draw(closed, clerk).figures
        for facts in ({"baseline_until": "2027-01-01"}, {"minimum_count": 100_000}):
            locked = replace(closed, facts={**closed.facts, **facts})
            with pytest.raises(InputError):
                mirror.draw(locked, clerk)
            assert "people" not in {table.name for table in teams.draw(locked).tables}
        assert "people" in {table.name for table in teams.draw(closed).tables}


def test_the_claims_of_the_company_stand_beside_its_rates(made):
    from goodwill.reports import said

    with made.book.closed() as closed:
        (table,) = said.draw(closed).tables
        by = {row.values[0]: row.values for row in table.rows}
        assert by["We love our customers."][1] is None
        assert by["We love our customers."][-1] == "not measured"
        assert 0 < by["We deliver on the day we name."][1] <= 1


def test_hours_where_told_add_up_to_those_that_somebody_was_there(made):
    from goodwill.reports import attention

    with made.book.closed() as closed:
        tables = {table.name: table for table in attention.draw(closed).tables}
        *parts, whole = [row.values[1] for row in tables["where"].rows]
        assert sum(parts) == pytest.approx(whole, abs=2)  # each is rounded
        shares = [row.values[2] for row in tables["tenths"].rows]
        assert sum(shares) == pytest.approx(1)
