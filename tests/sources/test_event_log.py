"""Audit trails: states, activities and counters of a case become its moments."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from tests.sources.conftest import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sources.conftest import Drafted

UTC = replace(SETTINGS, zone="UTC")
HEADER = (
    "number,incident_state,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_at,"
    "sys_updated_at,assignment_group,assigned_to,resolved_at\n"
)
TRAIL = (
    "7,New,0,0,0,true,acme,29/2/2016 01:16,29/2/2016 01:23,desk,?,5/3/2016 10:00\n"
    "7,Active,1,0,1,true,acme,29/2/2016 01:16,29/2/2016 02:00,desk,anna,5/3/2016 10:00\n"
    "7,Pending,1,0,2,true,acme,29/2/2016 01:16,29/2/2016 03:00,desk,anna,5/3/2016 10:00\n"
    "7,Active,3,0,3,true,acme,29/2/2016 01:16,1/3/2016 03:00,lab,bob,5/3/2016 10:00\n"
    "7,Resolved,3,0,4,true,acme,29/2/2016 01:16,2/3/2016 03:00,lab,bob,5/3/2016 10:00\n"
    "7,Active,3,1,5,true,acme,29/2/2016 01:16,3/3/2016 03:00,lab,bob,5/3/2016 10:00\n"
    "7,Resolved,3,1,6,true,acme,29/2/2016 01:16,4/3/2016 03:00,lab,bob,5/3/2016 10:00\n"
    "7,Closed,3,1,7,false,acme,29/2/2016 01:16,6/3/2016 03:00,lab,bob,5/3/2016 10:00\n"
)


def day(*parts: int) -> datetime:
    return datetime(2016, *parts)  # noqa: DTZ001 - naive UTC, as everywhere


def test_a_trail_of_states_and_counters_becomes_the_moments_of_a_case(
    drafted: Callable[..., Drafted],
):
    got = drafted(HEADER + TRAIL, settings=UTC)
    refs = {**got.refs, None: None}
    found = got.moments(
        "happened_at, kind, from_party, to_party, purpose, policy, part", "about = 'ticket:7'"
    )
    assert [(*row[:2], refs[row[2]], refs[row[3]], *row[4:]) for row in found] == [
        (day(2, 29, 1, 16), "question", "acme", "desk", None, None, "opening"),
        (day(2, 29, 2), "handover", "us", "anna", None, None, "handover:1"),
        (day(2, 29, 3), "request", "anna", "acme", "waiting", None, "waiting"),
        (day(3, 1, 3), "handover", "anna", "bob", None, None, "handover:1"),
        (day(3, 1, 3), "handover", "anna", "bob", None, None, "handover:2"),
        (day(3, 1, 3), "news", "bob", "acme", "resumed", None, "resumed"),
        (day(3, 2, 3), "resolution", "bob", "acme", None, None, "resolution"),
        (day(3, 3, 3), "reopening", "acme", "bob", None, None, "reopening:1"),
        (day(3, 5, 10), "resolution", "bob", "acme", None, None, "resolution"),
        (day(3, 6, 3), "news", "us", "bob", None, "sla_missed", "level"),
    ]


def test_a_trail_read_in_two_parts_gives_the_moments_of_the_whole(drafted: Callable[..., Drafted]):
    lines = TRAIL.splitlines(keepends=True)
    whole = drafted(HEADER + TRAIL, settings=UTC).moments("record, part, happened_at")
    first = drafted(HEADER + "".join(lines[:5]), settings=UTC).moments("record, part, happened_at")
    # The newer export begins with a row that the older one has already.
    second = drafted(HEADER + "".join(lines[4:]), settings=UTC).moments("record, part, happened_at")
    latest = {row[:2]: row for row in [*first, *second]}
    again = sorted(latest.values())
    assert {row[:2] for row in again} == {row[:2] for row in whole}


def test_the_source_keeps_its_own_verdict_once_for_each_closed_case(
    drafted: Callable[..., Drafted],
):
    kept = TRAIL.replace("7,Closed,3,1,7,false", "7,Closed,3,1,7,true").replace("\n7,", "\n8,")
    kept = "8" + kept[1:]
    still_open = "9,New,0,0,0,true,acme,29/2/2016 01:16,29/2/2016 01:23,desk,?,?\n"
    got = drafted(HEADER + TRAIL + kept + still_open, settings=UTC)
    assert got.moments("about, policy", "policy IS NOT NULL") == [
        ("ticket:7", "sla_missed"), ("ticket:8", "sla_kept"),
    ]  # fmt: skip


def test_lines_that_tell_nothing_new_belong_to_their_case(drafted: Callable[..., Drafted]):
    noise = "7,New,0,0,0,true,acme,29/2/2016 01:16,29/2/2016 01:40,desk,?,?\n"
    got = drafted(HEADER + TRAIL + noise, settings=UTC)
    assert got.made is not None
    assert got.made.fates == {"used": 9}
    assert got.rows("read_lines", "record", "line = 10") == [("case 7",)]
    records = {record for (record,) in got.moments("record")}
    assert {record for (record,) in got.rows("read_lines", "record")} == records


def test_a_case_without_a_caller_is_somebody_of_whom_only_the_case_is_known(
    drafted: Callable[..., Drafted],
):
    got = drafted(HEADER + TRAIL.replace("acme", "?"), settings=UTC)
    refs = got.refs
    assert {refs[row[0]] for row in got.moments("from_party", "kind = 'question'")} == {"case 7"}


def test_a_caller_named_once_is_the_caller_of_the_whole_case(drafted: Callable[..., Drafted]):
    got = drafted(HEADER + TRAIL.replace("acme", "?", 3), settings=UTC)
    refs = got.refs
    assert {
        refs[row[0]] for row in got.moments("from_party", "kind IN ('question', 'reopening')")
    } == {"acme"}
    assert "?" not in refs.values()


def test_a_state_of_the_house_is_taught_by_the_saved_mapping(drafted: Callable[..., Drafted]):
    odd = HEADER + TRAIL.replace("Resolved", "Fertig")
    assert [one.word for one in drafted(odd, settings=UTC).made.unknown] == ["Fertig"]  # type: ignore[union-attr]
    got = drafted(odd, settings=UTC, values={"state": {"Fertig": "resolved"}})
    assert len(got.moments("1", "kind = 'resolution'")) == 2


def test_activities_are_understood_in_four_languages(drafted: Callable[..., Drafted]):
    words = {
        "en": ("Opened", "Answered", "Handed over", "Resolved"),
        "pl": ("Zgłoszono", "odpowiedziano", "Przekazano", "Rozwiązano"),
        "ru": ("Создано", "Отвечено", "Передано", "решено"),
        "uk": ("створено", "Відповідь", "Передано", "Вирішено"),
    }
    for said in words.values():
        text = "case,timestamp,activity,customer,agent\n" + "".join(
            f"1,2026-03-02 0{hour}:00,{word},acme,anna\n" for hour, word in enumerate(said, start=1)
        )
        got = drafted(text)
        assert [kind for (_at, kind) in got.moments("happened_at, kind")] == [
            "question", "answer", "handover", "resolution",
        ]  # fmt: skip


def test_an_xes_log_is_read_as_any_other(drafted: Callable[..., Drafted]):
    text = """<?xml version="1.0" encoding="UTF-8"?>
<log xmlns="xes"><trace><string key="concept:name" value="c1"/>
<string key="customer" value="acme"/>
<event><string key="concept:name" value="register request"/>
<date key="time:timestamp" value="2026-03-02T09:00:00+01:00"/></event><event>\
<string key="concept:name" value="answered"/><string key="org:resource" value="anna"/>\
<string key="org:group" value="support"/>\
<date key="time:timestamp" value="2026-03-02T10:00:00+01:00"/></event>
</trace></log>"""
    got = drafted(text, suffix=".xes")
    refs = got.refs
    found = got.moments("happened_at, kind, from_party, to_party, about, desk")
    assert [(row[0].hour, row[1], refs[row[2]], refs[row[3]], *row[4:]) for row in found] == [
        (8, "question", "acme", "us", "ticket:c1", None),
        (9, "answer", "anna", "acme", "ticket:c1", "support"),
    ]
