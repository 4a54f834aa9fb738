"""What the guard decides, and what it remembers."""
# ruff: noqa: DTZ001, SIM300  # instants are naive UTC, as everywhere; the name comes first

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from goodwill.care.guard import ALLOWED, DEFERRED, REFUSED, Ask, Guard, Past, fill, lines, mix, wish
from goodwill.care.guard.wishing import wishes
from goodwill.care.purposes import NOT_SELLING, PURPOSES, UNASKED
from goodwill.house.guard import CAPS, HOURS, Cap, Restraint
from goodwill.house.guard import PURPOSES as CAPPED
from goodwill.house.guard import Guard as Said
from goodwill.house.hours import NINE_TO_FIVE, Calendar
from goodwill.house.settings import Settings
from goodwill.problems import UsageError
from goodwill.words import LANGUAGES, speaking

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
MONDAY = datetime(2026, 3, 2, 9)  # ten in Warsaw
ALWAYS = dict.fromkeys(range(1, 8), ((0, 24 * 60),))


def said(hours=ALWAYS, between=0, after_gift=30, segments=(), floors=(), apart=90, **caps):
    """Say what a company says, with nothing else to hold a contact back."""
    each = {name: tuple(Cap(n, w) for n, w in pairs) for name, pairs in caps.items()}
    return Said(
        Restraint(each, hours, tuple(floors)),
        dict(segments),
        Cap(between, apart * DAY),
        after_gift * DAY,
    )


@pytest.fixture
def opened(tmp_path):
    """Open guards of a book, and close them."""
    guards = []

    def open_one(guard=None, zone="Europe/Warsaw", **more):
        settings = Settings(name="acme", zone=zone, guard=guard, **more)
        guards.append(Guard(tmp_path, settings))
        return guards[-1]

    yield open_one
    for guard in guards:
        guard.close()


def send(guard, party, purpose, at, channel="email", **more):
    """Reserve and send, whatever the guard says of it, as an import of the past would."""
    number = random.Random(f"{party}{purpose}{at}{channel}").getrandbits(60)
    fill(guard, [Past(number, at, party, purpose, channel, **more)])


def test_purposes_and_channels_are_those_of_the_settings():
    assert tuple(PURPOSES) == CAPPED
    assert UNASKED == {"care", "offer", "survey_case", "survey_year", "dunning"}
    assert NOT_SELLING == {"answer", "service", "care", "emergency"}


def test_a_cap_counts_people_and_machines_together_and_says_when_it_may_be(opened):
    guard = opened(said(offer=[(1, 30 * DAY)]))
    call = guard.reserve(Ask("bolt", "offer", "call", person="anna"), MONDAY)
    assert call.verdict == ALLOWED
    guard.sent(call.reservation)
    letter = guard.may(Ask("bolt", "offer", "email"), MONDAY + DAY)
    assert letter.verdict == DEFERRED
    assert letter.until == MONDAY + 30 * DAY
    assert letter.until_local.isoformat() == "2026-04-01T11:00:00+02:00"
    (one,) = letter.spoken
    assert (one.rule, one.whose, one.facts["sent"]) == ("cap", "company", 1)
    assert guard.may(Ask("charlie", "offer", "email"), MONDAY + DAY).allowed


def test_caps_of_different_purposes_are_independent(opened):
    guard = opened(
        said(
            **{
                name: [(c.number, c.window) for c in caps]
                for name, caps in CAPS.items()
                if name != "all"
            }
        )
    )
    for purpose in ("survey_year", "survey_case", "offer", "care", "dunning"):
        assert guard.reserve(Ask("bolt", purpose, "email"), MONDAY).allowed, purpose
    due = {p: guard.may(Ask("bolt", p, "email"), MONDAY + HOUR).until for p in UNASKED}
    assert due == {
        "survey_year": MONDAY + 365 * DAY,
        "survey_case": MONDAY + 30 * DAY,
        "offer": MONDAY + 30 * DAY,
        "dunning": MONDAY + 7 * DAY,
        "care": MONDAY + HOUR,
    }


def test_the_cap_over_all_counts_what_nobody_asked_for_and_nothing_else(opened):
    guard = opened(said(all=[(2, 30 * DAY)]))
    for purpose in ("answer", "service", "emergency", "service"):
        assert guard.reserve(Ask("bolt", purpose, "email"), MONDAY).allowed
    assert guard.reserve(Ask("bolt", "care", "call"), MONDAY).allowed
    assert guard.reserve(Ask("bolt", "survey_case", "sms"), MONDAY + HOUR).allowed
    assert guard.reserve(Ask("bolt", "offer", "post"), MONDAY + 2 * HOUR).until == MONDAY + 30 * DAY
    assert guard.reserve(Ask("bolt", "answer", "call"), MONDAY + 2 * HOUR).allowed
    assert guard.reserve(Ask("bolt", "service", "email"), MONDAY + 2 * HOUR).allowed


def test_a_cap_by_channel_holds_back_that_channel_only(opened):
    guard = opened(said(call=[(1, 7 * DAY)]))
    assert guard.reserve(Ask("bolt", "care", "call"), MONDAY).allowed
    assert guard.reserve(Ask("bolt", "offer", "call"), MONDAY + DAY).until == MONDAY + 7 * DAY
    assert guard.reserve(Ask("bolt", "offer", "email"), MONDAY + DAY).allowed


def test_the_strictest_of_law_company_segment_and_party_wins(opened):
    segments = {"business": Restraint({"offer": (Cap(1, 60 * DAY),)})}
    guard = opened(said(offer=[(1, 30 * DAY)], segments=segments.items(), floors=["fr"]))
    guard.know([("bolt", "Europe/Paris", "business"), ("acme", "Europe/Paris", None)])
    wish(guard, "acme", "cap", purpose="offer", value="1 in 90 days")
    for party in ("bolt", "acme"):
        wish(guard, party, "consent", purpose="offer")
        send(guard, party, "offer", MONDAY, "call")
    due = {p: guard.may(Ask(p, "offer", "email"), MONDAY + DAY) for p in ("bolt", "acme")}
    assert due["bolt"].until == MONDAY + 60 * DAY
    assert {one.whose for one in due["bolt"].spoken} == {"company", "segment"}
    assert due["acme"].until == MONDAY + 90 * DAY
    assert {one.whose for one in due["acme"].spoken} == {"company", "party"}
    call = guard.may(Ask("acme", "offer", "call"), datetime(2026, 7, 12, 10))  # a Sunday
    assert [one.whose for one in call.spoken] == ["law"]
    assert call.until_local.isoformat() == "2026-07-13T10:00:00+02:00"


def test_a_looser_rule_of_a_segment_does_not_loosen_that_of_the_company(opened):
    segments = {"business": Restraint({"offer": (Cap(9, DAY),)})}
    guard = opened(said(offer=[(1, 30 * DAY)], segments=segments.items()))
    guard.know([("bolt", None, "business")])
    send(guard, "bolt", "offer", MONDAY)
    assert guard.may(Ask("bolt", "offer", "email"), MONDAY + DAY).until == MONDAY + 30 * DAY


def test_a_telephone_does_not_ring_in_the_evening_of_the_customers_own_zone(opened):
    guard = opened(said(HOURS), zones_of_segment={"overseas": "Pacific/Auckland"})
    guard.know([("nadia", "America/New_York", None), ("oliver", None, "overseas")])
    at = datetime(2026, 3, 2, 7, 30)  # 8:30 in Warsaw, 2:30 in New York, 20:30 in Auckland
    due = {p: guard.may(Ask(p, "care", "call"), at) for p in ("bolt", "nadia", "oliver")}
    assert due["bolt"].until == datetime(2026, 3, 2, 8)
    assert due["nadia"].until == datetime(2026, 3, 2, 14)
    assert due["oliver"].until_local.isoformat() == "2026-03-03T09:00:00+13:00"
    assert guard.may(Ask("nadia", "care", "email"), at).allowed


def test_no_telephone_rings_on_the_companys_holidays(opened):
    calendar = Calendar("default", "Europe/Warsaw", NINE_TO_FIVE, frozenset({date(2026, 3, 3)}))
    guard = opened(said(HOURS), calendars=(calendar,))
    decision = guard.may(Ask("bolt", "care", "call"), datetime(2026, 3, 3, 10))
    assert decision.until == datetime(2026, 3, 4, 8)


def test_whoever_is_not_to_be_disturbed_is_left_alone_and_nobody_knows_why(opened):
    guard = opened(said())
    wish(guard, "bolt", "absence", from_at=MONDAY, until=MONDAY + 10 * DAY)
    for purpose in ("care", "offer", "survey_case", "survey_year", "dunning"):
        assert guard.may(Ask("bolt", purpose, "email"), MONDAY + DAY).until == MONDAY + 10 * DAY
    assert guard.may(Ask("bolt", "service", "call"), MONDAY + DAY).until == MONDAY + 10 * DAY
    assert guard.may(Ask("bolt", "service", "email"), MONDAY + DAY).allowed
    assert guard.may(Ask("bolt", "answer", "call"), MONDAY + DAY).allowed
    assert guard.may(Ask("bolt", "emergency", "call"), MONDAY + DAY).allowed
    with guard.store.reading() as con:
        columns = {row[1] for row in con.execute("PRAGMA table_info(wishes)")}
    assert columns == {
        *("id", "party", "sort", "purpose", "channel", "from_at", "until", "value"),
        *("moment", "batch"),
    }
    assert wishes(guard, "bolt")[0].value is None


def test_a_wish_never_to_be_called_holds_for_answers_too_but_not_for_emergencies(opened):
    guard = opened(said())
    wish(guard, "bolt", "never", channel="call")
    assert guard.may(Ask("bolt", "answer", "call"), MONDAY).verdict == REFUSED
    assert guard.may(Ask("bolt", "answer", "email"), MONDAY).allowed
    assert guard.may(Ask("bolt", "emergency", "call"), MONDAY).allowed


def test_their_own_hours_hold_beside_ours(opened):
    guard = opened(said(HOURS))
    wish(guard, "bolt", "hours", value={"tue": "17:00-19:00", "sun": "8:00-20:00"})
    decision = guard.may(Ask("bolt", "answer", "call"), MONDAY)
    assert decision.until_local.isoformat() == "2026-03-03T17:00:00+01:00"


@pytest.mark.parametrize(
    ("sort", "more"),
    [
        ("sulking", {}),
        ("never", {"purpose": "ofer"}),
        ("never", {"channel": "phone"}),
        ("cap", {"value": "often"}),
        ("hours", {"value": {"mon": "9-25"}}),
        ("hours", {"value": {"monday": "9-17"}}),
        ("hours", {}),
    ],
)
def test_a_wish_that_is_not_understood_is_told(opened, sort, more):
    guard = opened(said())
    with pytest.raises(UsageError):
        wish(guard, "bolt", sort, **more)
    assert wishes(guard, "bolt") == []


def test_a_pair_that_must_never_meet_again_is_refused_even_in_an_emergency(opened):
    guard = opened(said())
    guard.keep_apart("bolt", "anna")
    for purpose in PURPOSES:
        assert guard.reserve(Ask("bolt", purpose, "call", "anna"), MONDAY).verdict == REFUSED
        assert guard.may(Ask("bolt", purpose, "call", "boris"), MONDAY).allowed
    assert guard.may(Ask("bolt", "care", "email"), MONDAY).allowed
    assert guard.apart("bolt") == {"anna"}
    guard.set_merges([("bolt", "acme")])
    assert guard.may(Ask("acme", "care", "call", "anna"), MONDAY).verdict == REFUSED
    guard.bring_together("acme", "anna")
    assert guard.may(Ask("acme", "care", "call", "anna"), MONDAY).allowed


def test_after_a_gift_nothing_is_asked_and_a_gift_given_back_holds_nothing_up(opened):
    guard = opened(said(after_gift=30))
    gift = guard.reserve(Ask("bolt", "care", "post", gift=True), MONDAY)
    for purpose in ("offer", "survey_case", "survey_year"):
        decision = guard.may(Ask("bolt", purpose, "email"), MONDAY + DAY)
        assert decision.until == MONDAY + 30 * DAY
        assert [one.rule for one in decision.spoken] == ["rest"]
    assert guard.may(Ask("bolt", "care", "email"), MONDAY + DAY).allowed
    guard.sent(gift.reservation, MONDAY + DAY)
    decision = guard.may(Ask("bolt", "offer", "email"), MONDAY + 2 * DAY)
    assert decision.until == MONDAY + 31 * DAY
    other = guard.reserve(Ask("charlie", "care", "post", gift=True), MONDAY)
    guard.give_back(other.reservation)
    assert guard.may(Ask("charlie", "offer", "email"), MONDAY + DAY).allowed


def test_between_two_offers_lies_something_that_sells_nothing(opened):
    guard = opened(said(between=2))
    send(guard, "bolt", "offer", MONDAY)
    assert guard.may(Ask("bolt", "offer", "email"), MONDAY + DAY).until == MONDAY + 90 * DAY
    send(guard, "bolt", "care", MONDAY + DAY)
    send(guard, "bolt", "survey_case", MONDAY + DAY)
    promised = guard.reserve(Ask("bolt", "service", "email"), MONDAY + 2 * DAY)
    assert not guard.may(Ask("bolt", "offer", "email"), MONDAY + 3 * DAY).allowed
    guard.sent(promised.reservation)
    assert guard.may(Ask("bolt", "offer", "email"), MONDAY + 3 * DAY).allowed


def test_the_mix_is_what_one_counts_by_hand(opened):
    guard = opened(said())
    for number, purpose in enumerate(
        ("care", "offer", "service", "answer", "survey_case", "answer")
    ):
        send(guard, "bolt", purpose, MONDAY + number * HOUR)
    send(guard, "acme", "offer", MONDAY)
    guard.reserve(Ask("bolt", "care", "email"), MONDAY)  # not sent yet
    bolt = mix(guard, MONDAY, MONDAY + DAY, "bolt")
    assert (bolt.giving, bolt.asking, bolt.chatting, bolt.selling) == (2, 2, 2, 1)
    assert (bolt.not_selling, bolt.ratio) == (5, 5.0)
    everybody = mix(guard, MONDAY, MONDAY + DAY)
    assert (everybody.selling, everybody.ratio) == (2, 2.5)
    assert str(mix(guard, MONDAY + DAY, MONDAY + 2 * DAY).ratio) == "nan"


def test_two_records_that_are_one_party_count_together_and_the_merge_can_be_undone(opened):
    guard = opened(said(offer=[(1, 30 * DAY)]))
    send(guard, "bolt", "offer", MONDAY)
    assert guard.may(Ask("acme", "offer", "email"), MONDAY + DAY).allowed
    guard.set_merges([("bolt", "charlie"), ("charlie", "acme")])
    for name in ("acme", "bolt", "charlie"):
        assert guard.may(Ask(name, "offer", "email"), MONDAY + DAY).until == MONDAY + 30 * DAY
    guard.set_merges([])
    assert guard.may(Ask("acme", "offer", "email"), MONDAY + DAY).allowed
    assert not guard.may(Ask("bolt", "offer", "email"), MONDAY + DAY).allowed


def test_what_was_sent_keeps_its_purpose_whatever_it_is_called_later(opened):
    guard = opened(said(offer=[(1, 30 * DAY)], care=[(1, 30 * DAY)]))
    fill(guard, [Past(7, MONDAY, "bolt", "offer", "call")])
    assert fill(guard, [Past(7, MONDAY, "acme", "care", "call")]) == 0
    assert not guard.may(Ask("bolt", "offer", "email"), MONDAY + DAY).allowed
    assert guard.may(Ask("bolt", "care", "email"), MONDAY + DAY).allowed
    assert guard.may(Ask("acme", "care", "email"), MONDAY + DAY).allowed


def test_past_contacts_may_come_late_and_twice_and_corrected(opened):
    guard = opened(said(offer=[(1, 30 * DAY)]))
    rows = [
        Past(1, MONDAY, "bolt", "offer", "call", "out", "anna"),
        Past(2, MONDAY, "bolt", "offer", "call", "in"),
        Past(3, MONDAY, "charlie", "service", "email"),
    ]
    assert guard.may(Ask("bolt", "offer", "email"), MONDAY + DAY).allowed
    assert fill(guard, rows) == 2
    assert fill(guard, rows) == 0
    assert guard.may(Ask("bolt", "offer", "email"), MONDAY + DAY).until == MONDAY + 30 * DAY
    assert fill(guard, [rows[0]._replace(at=MONDAY + HOUR)]) == 0
    assert guard.may(Ask("bolt", "offer", "email"), MONDAY + DAY).until == MONDAY + 30 * DAY + HOUR


def test_a_reserved_call_that_the_telephone_records_too_counts_once(opened):
    guard = opened(said(offer=[(2, 30 * DAY)]))
    booked = guard.reserve(Ask("bolt", "offer", "call", "anna"), MONDAY)
    row = Past(1, MONDAY + 5 * MINUTE, "bolt", "offer", "call", "out", "anna")
    assert fill(guard, [row]) == fill(guard, [row]) == 0
    assert guard.may(Ask("bolt", "offer", "call"), MONDAY + DAY).allowed
    with pytest.raises(UsageError):
        guard.give_back(booked.reservation)  # the record says that it was made
    assert fill(guard, [row._replace(moment=2, at=MONDAY + 6 * MINUTE)]) == 1
    assert not guard.may(Ask("bolt", "offer", "call"), MONDAY + DAY).allowed


def test_an_email_of_another_purpose_is_another_contact(opened):
    guard = opened(said(offer=[(2, 30 * DAY)]))
    guard.reserve(Ask("bolt", "offer", "email"), MONDAY)
    assert fill(guard, [Past(1, MONDAY, "bolt", "service", "email")]) == 1


def test_what_is_given_back_counts_no_more_and_only_once(opened):
    guard = opened(said(offer=[(1, 30 * DAY)]))
    one = guard.reserve(Ask("bolt", "offer", "email"), MONDAY)
    assert guard.reserve(Ask("bolt", "offer", "email"), MONDAY).verdict == DEFERRED
    assert [each.number for each in guard.unresolved(MONDAY + DAY)] == [one.reservation]
    guard.give_back(one.reservation)
    assert guard.unresolved(MONDAY + DAY) == []
    assert guard.may(Ask("bolt", "offer", "email"), MONDAY).allowed
    for change in (guard.give_back, guard.sent):
        with pytest.raises(UsageError):
            change(one.reservation)


def test_what_is_put_off_waits_visibly_until_it_is_made_or_withdrawn(opened):
    guard = opened(said(offer=[(1, 30 * DAY)]))
    send(guard, "bolt", "offer", MONDAY)
    first = guard.reserve(Ask("bolt", "offer", "email"), MONDAY + DAY)
    again = guard.reserve(Ask("bolt", "offer", "email"), MONDAY + 2 * DAY)
    assert first.waiting == again.waiting
    (one,) = guard.waiting()
    assert (one.party, one.asked_at, one.due_at) == ("bolt", MONDAY + DAY, MONDAY + 30 * DAY)
    assert guard.waiting(MONDAY + 29 * DAY) == []
    assert guard.waiting(one.due_at) == [one]
    assert guard.reserve(Ask("bolt", "offer", "email"), one.due_at).allowed
    assert guard.waiting() == []
    later = guard.reserve(Ask("bolt", "offer", "email"), one.due_at + DAY)
    guard.withdraw(later.waiting)
    assert guard.waiting() == []


def test_a_contact_may_be_reserved_ahead_and_then_holds_what_would_come_too_near(opened):
    guard = opened(said(offer=[(1, 30 * DAY)]))
    ahead = guard.reserve(Ask("bolt", "offer", "call", at=MONDAY + 20 * DAY), MONDAY)
    assert ahead.at == MONDAY + 20 * DAY
    assert guard.may(Ask("bolt", "offer", "email"), MONDAY).until == MONDAY + 50 * DAY
    assert guard.may(Ask("bolt", "offer", "email", at=MONDAY - DAY), MONDAY).at == MONDAY


def test_an_erased_party_is_gone_from_the_file_and_does_not_come_back(opened, tmp_path):
    guard = opened(said())
    rows = [Past(1, MONDAY, "c-erased-one", "offer", "call", "out", "anna")]
    fill(guard, rows)
    wish(guard, "c-erased-one", "absence", until=MONDAY + DAY)
    guard.keep_apart("c-erased-one", "anna")
    guard.know([("c-erased-one", "Europe/Kyiv", "business")])
    guard.set_merges([("c-erased-one", "acme")])
    guard.reserve(Ask("bolt", "care", "email"), MONDAY)
    assert b"c-erased-one" in b"".join(f.read_bytes() for f in tmp_path.glob("guard*"))
    guard.erase(["c-erased-one"], MONDAY + DAY)
    assert b"c-erased-one" not in b"".join(f.read_bytes() for f in tmp_path.glob("guard*"))
    assert fill(guard, rows) == 0
    assert fill(guard, [rows[0]._replace(moment=2, at=MONDAY + 2 * DAY)]) == 1
    assert b"bolt" in b"".join(f.read_bytes() for f in tmp_path.glob("guard*"))


def test_an_unknown_purpose_or_channel_is_told_with_the_nearest(opened):
    with pytest.raises(UsageError) as told:
        opened(said()).may(Ask("bolt", "ofer", "phone"), MONDAY)
    assert [problem.where for problem in told.value.problems] == ["ofer", "phone"]
    assert '"offer"' in str(told.value)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_says_a_sentence(opened, language):
    floors = ["fr", "ru"]
    caps = {
        "offer": [(1, 30 * DAY)],
        "call": [(1, 36 * HOUR)],
        "all": [(1, 7 * DAY)],
        "dunning": [(0, DAY)],
    }
    segments = {"business": Restraint({"offer": (Cap(1, DAY),)}, HOURS)}
    guard = opened(said(HOURS, 1, 30, segments.items(), floors, **caps))
    guard.know([("bolt", None, "business")])
    fill(guard, [Past(1, MONDAY, "bolt", "offer", "call", "out", "anna", "", True)])
    send(guard, "bolt", "dunning", MONDAY, "call")
    guard.keep_apart("bolt", "anna")
    for channel in (None, "call"):
        for purpose in (None, "offer"):
            wish(guard, "bolt", "never", purpose=purpose, channel=channel)
            wish(guard, "bolt", "never", purpose=purpose, channel=channel, until=MONDAY + DAY)
    wish(guard, "bolt", "absence", until=MONDAY + DAY)
    wish(guard, "bolt", "absence")
    wish(guard, "bolt", "cap", value="1 in 2 weeks")
    night = datetime(2026, 3, 2, 23)
    rules = set()
    with speaking(language):
        for purpose in PURPOSES:
            decision = guard.may(Ask("bolt", purpose, "call", "anna"), night)
            rules |= {one.rule for one in decision.spoken}
            told = list(lines(decision))
            assert len(told) >= 1 + len(decision.spoken)
            assert all("{" not in line and line for line in told)
    assert rules == {
        *("cap", "hours", "absence", "never", "consent", "rest", "between", "apart"),
    }


CONTACTS = ("care", "offer", "survey_case", "dunning", "service", "answer")


@pytest.mark.parametrize("seed", range(25))
def test_the_due_time_is_the_first_minute_that_all_rules_allow(opened, seed):
    dice = random.Random(seed)
    caps = {
        name: [(dice.randint(1, 3), dice.randint(1, 90) * HOUR)]
        for name in ("all", *dice.sample(CONTACTS[:5], 3), "call")
    }
    zone = dice.choice(("Europe/Warsaw", "America/New_York", "Asia/Kolkata"))
    week = {day: ((h * 60, h * 60 + 300),) for day in range(1, 8) for h in [dice.randint(0, 18)]}
    guard = opened(said(week, dice.randint(0, 2), dice.randint(0, 3), apart=6, **caps), zone)
    start = datetime(2026, 3, 27, 12) + dice.randint(0, 5000) * MINUTE  # the clocks change nearby
    sent = [
        Past(n, start - dice.randint(0, 6000) * MINUTE, dice.choice(["bolt", "acme"]),
             dice.choice(CONTACTS), dice.choice(["call", "email"]), gift=dice.random() < 0.1)
        for n in range(12)
    ]  # fmt: skip
    fill(guard, sent)
    guard.set_merges([("acme", "bolt")])
    away = start + dice.randint(0, 3000) * MINUTE
    wish(guard, "acme", "absence", from_at=away, until=away + dice.randint(0, 2000) * MINUTE)
    for purpose in CONTACTS[:4]:
        ask = Ask("bolt", purpose, dice.choice(["call", "email"]))
        allowed = reference(
            ask, sent, caps, week, zone, guard, (away, wishes(guard, "bolt")[0].until)
        )
        expected = next(n for n in range(60 * 24 * 20) if allowed(start + n * MINUTE))
        assert guard.may(ask, start).until == start + expected * MINUTE, ask


def reference(ask, sent, caps, week, zone, guard, away):
    """Say of any minute whether a contact is allowed, as plainly as it can be said."""
    from datetime import UTC
    from zoneinfo import ZoneInfo

    between, rest = guard._says.company.between_offers, guard.rest_after_gift

    def within(at, cap, purposes, channel):
        number, window = cap
        near = [
            one for one in sent
            if one.purpose in purposes and channel in (None, one.channel)
            and at - window < one.at <= at
        ]  # fmt: skip
        return len(near) < number

    def allowed(at):
        for name, each in caps.items():
            purposes = UNASKED if name in ("all", "call") else {name}
            channel = "call" if name == "call" else None
            meant = ask.purpose in purposes and channel in (None, ask.channel)
            if meant and not all(within(at, cap, purposes, channel) for cap in each):
                return False
        clock = at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
        minute = clock.hour * 60 + clock.minute
        opens, closes = week[clock.isoweekday()][0]
        if ask.channel == "call" and not opens <= minute < closes:
            return False
        if away[0] <= at < away[1]:
            return False
        resting = any(one.gift and one.at <= at < one.at + rest for one in sent)
        if ask.purpose in ("offer", "survey_case") and resting:
            return False
        if ask.purpose == "offer" and between.number:
            offers = [one.at for one in sent if one.purpose == "offer"]
            last = max(offers, default=at - between.window)
            others = sum(last < one.at <= at for one in sent if one.purpose in NOT_SELLING)
            if others < between.number and at - last < between.window:
                return False
        return True

    return allowed
