"""The list of customers and one customer's page: filters that hold, sums that agree, kept views."""

from __future__ import annotations

import datetime as dt
import html
import re

import duckdb
import pytest

from goodwill import reports
from goodwill.ledger import paging
from goodwill.ledger.roster import QUERY, parameters
from goodwill.reports import faces, listing, terminal
from goodwill.reports.party import PAGE


@pytest.fixture(scope="module")
def closed(made):
    with made.book.closed() as opened:
        yield opened


def _listed(closed, **asked):
    drawn = reports.draw("parties", closed, limit=1000, **asked)
    return [row[0] for row in (each.values for each in drawn.tables[0].rows)], drawn


def _found(closed, query, *values):
    return {party for (party,) in closed.con.execute(query, list(values)).fetchall()}


def test_the_roster_is_the_same_whether_written_at_the_close_or_now(closed):
    now = closed.con.execute(f"SELECT * FROM ({QUERY}) ORDER BY party",
                             parameters(closed.as_of, closed.zone)).fetchall()  # fmt: skip
    then = closed.con.execute("SELECT * FROM roster ORDER BY party").fetchall()
    assert now == then
    assert len(then) > 100


def test_every_habit_and_segment_holds_those_who_have_it_and_no_others(closed):
    everybody, drawn = _listed(closed)
    choices = {choice.name: [value for value, _said in choice.options] for choice in drawn.choices}
    for name in ("segment", "habit"):
        parts = [_listed(closed, **{name: value})[0] for value in choices[name] if value]
        assert len(parts) > 1
        assert sum(map(len, parts)) == len(set().union(*parts))
        assert set().union(*parts) <= set(everybody)


def test_what_is_open_is_what_the_cases_say(closed):
    promised, _drawn = _listed(closed, owed="promise")
    truth = _found(
        closed,
        "SELECT DISTINCT party FROM cases WHERE promised_at IS NOT NULL AND due_at IS NOT NULL"
        " AND fulfilled_at IS NULL AND resolved_at IS NULL AND sort IN ('order', 'promise')",
    )
    assert truth
    assert truth <= set(promised)
    unpaid, _drawn = _listed(closed, owed="payment")
    assert set(unpaid) == _found(
        closed,
        "SELECT DISTINCT party FROM cases WHERE sort = 'invoice' AND opened_direction = 'out'"
        " AND paid_at IS NULL AND amount > coalesce(paid, 0) + coalesce(credited, 0)",
    )
    whatever, _drawn = _listed(closed, owed="any")
    waits, _drawn = _listed(closed, owed="answer")
    assert set(whatever) == {*promised, *unpaid, *waits}


@pytest.mark.parametrize("least", ["0.01", "5", "50,5"])
def test_those_we_cost_most_are_those_the_postings_name(closed, least):
    found, drawn = _listed(closed, lost_over=least, period="year", order="lost")
    truth = closed.con.execute(
        "SELECT party FROM postings WHERE side = 'ours' AND sign < 0 AND day > ? AND day <= ?"
        " GROUP BY party HAVING -sum(amount) >= ?",
        [closed.opening("year"), closed.as_of, round(float(least.replace(",", ".")) * 100)],
    ).fetchall()
    assert set(found) == {party for (party,) in truth}
    lost = [row.values[-1] for row in drawn.tables[0].rows]
    assert lost == sorted(lost)


def test_those_not_dealt_with_since_a_day_have_no_later_moment(closed):
    day = closed.as_of - dt.timedelta(days=60)
    found, _drawn = _listed(closed, before=day.isoformat())
    later = _found(closed, "SELECT DISTINCT party FROM moments WHERE local_date >= ?", day)
    everybody, _drawn = _listed(closed)
    assert set(found) == set(everybody) - later
    assert found


@pytest.mark.parametrize("period", ["month", "quarter", "year"])
def test_whoever_sees_a_part_gets_the_costs_of_that_part_from_its_postings(closed, period):
    from dataclasses import replace

    from goodwill.ledger.sight import MANAGER, Sight

    part = replace(closed, sight=Sight(MANAGER))  # whose postings here happen to be all of them
    for asked in ({"order": "lost"}, {"order": "breaches"}, {"lost_over": "3"}):
        whole, drawn = _listed(closed, period=period, **asked)
        again, other = _listed(part, period=period, **asked)
        assert whole == again
        assert drawn.tables == other.tables
    assert any(row.values[-1] for row in drawn.tables[0].rows)


@pytest.mark.parametrize("order", listing.ORDERS)
def test_every_order_lists_everybody_once(closed, order):
    everybody, _drawn = _listed(closed)
    assert sorted(_listed(closed, order=order)[0]) == sorted(everybody)


@pytest.mark.parametrize("order", listing.ORDERS)
def test_a_page_far_down_is_the_page_that_sorting_everything_gives(closed, order, monkeypatch):
    whole, _drawn = _listed(closed, order=order)
    monkeypatch.setattr(paging, "FAR", 1)
    for offset in (1, 2, len(whole) // 3, len(whole) // 2, len(whole) - 3, len(whole) - 1):
        below, _drawn = _listed(closed, order=order, offset=offset)
        assert below == whole[offset:], offset
    assert _listed(closed, order=order, offset=len(whole))[0] == []


@pytest.mark.parametrize("falling", [True, False])
def test_what_is_not_known_stands_last_far_down_as_well(falling, monkeypatch):
    con = duckdb.connect()
    con.execute("CREATE TABLE r AS SELECT 'c' || i AS party, CASE WHEN i % 3 > 0 THEN i % 7 END AS"
                " worth FROM range(50) t(i)")  # fmt: skip
    rows, order = paging.Rows("r", "true", {}), paging.Order("worth", falling)
    whole = paging.page(con, rows, order, 50, 0)
    monkeypatch.setattr(paging, "FAR", 1)
    for offset in range(52):
        assert paging.page(con, rows, order, 4, offset) == whole[offset : offset + 4], offset


def test_a_number_is_found_among_all_and_a_name_among_those_of_most_worth(closed, monkeypatch):
    from goodwill.reports import naming

    party = _listed(closed)[0][-1]
    items = closed.reveal([party])[party]
    assert party in _listed(closed, search=items["name"])[0]
    monkeypatch.setattr(naming, "OPENED", 5)
    found, drawn = _listed(closed, search=items["ref"])
    assert found == [party]
    assert any("among the 5 of most worth" in note for note in drawn.notes)
    assert party not in _listed(closed, search=items["name"])[0]


def _busy(closed) -> str:
    row = closed.con.execute(
        "SELECT party FROM postings GROUP BY party ORDER BY count(*) DESC, party LIMIT 1"
    ).fetchone()
    return row[0]


def test_a_folded_time_line_holds_every_moment_once_and_sums_what_it_folds(closed):
    party = _busy(closed)
    heads, ids = {"ours": 0, "theirs": 0}, []
    offset = 0
    while True:
        drawn = reports.draw("party", closed, party=party, offset=offset, limit=40)
        line = drawn.tables[-1]
        names = [column.name for column in line.columns]
        groups = faces.table_data(line)
        for group in groups:
            within = group.get("within", [])
            for name in heads:
                heads[name] += group[name] or 0
                if within:
                    assert (group[name] or 0) == sum(each[name] or 0 for each in within)
        ids += [row.opens[1]["moment"] for row in faces.leaves(line)]
        offset += 40
        if offset >= drawn.pages.total:
            break
    assert len(names) == 11
    moments = _found(
        closed,
        "SELECT CAST(id AS VARCHAR) FROM moments WHERE party = ? OR party >= 'u' AND about IN"
        " (SELECT case_id FROM cases WHERE party = ?)",
        party, party,
    )  # fmt: skip
    assert sorted(ids) == sorted(moments)
    for side, amount in closed.con.execute(
        "SELECT side, coalesce(sum(amount), 0)::BIGINT FROM postings WHERE party = ? GROUP BY side",
        [party],
    ).fetchall():
        assert heads[side] == amount


def test_terminal_file_and_data_agree_on_what_is_folded(closed):
    drawn = reports.draw("party", closed, party=_busy(closed))
    line = drawn.tables[-1]
    data = faces.table_data(line)
    deep = sum(len(each.get("within", [])) for each in data)
    alone = sum("within" not in each for each in data)
    assert deep > alone > 0
    assert len(line.rows) == len(data) + deep
    csv = faces.as_csv(drawn, "moments")
    assert csv.count("\r\n") == 1 + deep + alone
    assert len(re.findall(r"^    \w", terminal.text(drawn), re.MULTILINE)) >= deep


def test_a_very_long_case_leaves_the_rest_to_its_own_page(closed, monkeypatch):
    from goodwill.reports import folding

    party = _busy(closed)
    whole = reports.draw("party", closed, party=party).tables[-1]
    monkeypatch.setattr(folding, "LONGEST", 2)
    short = reports.draw("party", closed, party=party).tables[-1]
    sums = [[(row.values[-2], row.values[-1]) for row in each.rows if not row.depth]
            for each in (whole, short)]  # fmt: skip
    assert sums[0] == sums[1]
    rest = [row for row in short.rows if str(row.values[2]).startswith("…")]
    assert rest
    assert all(row.opens[0] == "moments" for row in rest)


def test_a_customers_page_begins_with_what_is_open(office, closed):
    party = min(_listed(closed, owed="promise")[0])
    client = office.alice()
    data = client.get("/report/party.json", {"party": party}).json()
    assert next(iter(data["tables"])) == "open"
    assert "We promised" in {row["what"] for row in data["tables"]["open"]}
    text = html.unescape(client.get("/report/party", {"party": party}).content.decode())
    assert text.index("Open between us") < text.index("Time line")
    assert "<details open>" in text or "<summary>" in text
    assert text.count("<li") <= PAGE + 60


def test_a_view_is_kept_opened_renamed_and_deleted(office):
    from goodwill.web.models import View

    client = office.alice()
    asked = {"owed": "promise", "order": "lost", "search": "Kowalska", "offset": "50"}
    answer = client.post("/report/parties/keep", {"name": "Promises", **asked})
    assert answer.status_code == 302
    view = View.objects.get()
    assert view.asked == {"owed": "promise", "order": "lost"}  # no name of a customer is kept
    page = html.unescape(client.get(answer["Location"]).content.decode())
    assert '<a href="/report/parties?owed=promise&order=lost" aria-current="true">Prom' in page
    client.post(f"/views/{view.pk}", {"do": "rename", "name": "Open promises"})
    assert "Open promises" in client.get("/views").content.decode()
    client.post(f"/views/{view.pk}", {"do": "delete"})
    assert not View.objects.exists()


def test_a_view_is_its_members_own(office):
    from goodwill.web.models import View

    office.alice().post("/report/parties/keep", {"name": "Mine", "owed": "any"})
    view = View.objects.get()
    other = office.stranger()
    other.force_login(office.member("olga@acme.example"))
    assert "Mine" not in other.get("/report/parties").content.decode()
    assert "Mine" not in other.get("/views").content.decode()
    assert other.post(f"/views/{view.pk}", {"do": "delete"}).status_code == 404
    outsider = office.stranger()
    outsider.force_login(office.member("out@acme.example", "outsider"))
    assert outsider.post("/report/parties/keep", {"name": "x"}).status_code == 404
    assert list(View.objects.values_list("name", flat=True)) == ["Mine"]


def test_two_views_of_one_name_are_one_and_a_view_without_a_name_is_none(office):
    from goodwill.web.models import View

    client = office.alice()
    for owed in ("any", "promise"):
        client.post("/report/parties/keep", {"name": "Open", "owed": owed})
    client.post("/report/parties/keep", {"name": " ", "owed": "any"})
    assert [view.asked for view in View.objects.all()] == [{"owed": "promise"}]
    client.post("/report/parties/keep", {"name": "Other"})
    client.post(f"/views/{View.objects.get(name='Other').pk}", {"do": "rename", "name": "Open"})
    assert set(View.objects.values_list("name", flat=True)) == {"Open", "Other"}
