"""The notation is read and written without loss, and says what is wrong with a line."""

from datetime import datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodwill.moments.moment import CHANNELS, KINDS, PURPOSES, Moment, problems_of
from goodwill.moments.notation import read, write, write_story

WORDS = st.text(min_size=1, max_size=12)
INSTANTS = st.datetimes(
    min_value=datetime.fromisoformat("1970-01-02"), max_value=datetime.fromisoformat("2199-12-30")
)
CALM = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
ZONES = st.sampled_from(["UTC", "Europe/Warsaw", "America/New_York", "Asia/Kolkata"])
MONEY = st.decimals(min_value=0, max_value=10**12, places=2)


@st.composite
def any_moment(draw):
    kind = draw(st.sampled_from(sorted(KINDS)))
    sides = draw(st.lists(WORDS, min_size=2, max_size=2, unique=True))
    amount = draw(st.none() | MONEY)
    return Moment(
        happened_at=draw(INSTANTS),
        from_party=sides[0],
        to_party=sides[1],
        kind=kind,
        about=draw(
            st.none() | st.builds("{}:{}".format, st.sampled_from(["ticket", "a b"]), WORDS)
        ),
        purpose=draw(st.sampled_from([None, *PURPOSES.get(kind, ())])),
        channel=draw(st.sampled_from([None, *CHANNELS])),
        amount=amount,
        currency=None if amount is None else draw(st.sampled_from(["EUR", "UAH"])),
        quantity=draw(st.none() | st.floats(allow_nan=False, allow_infinity=False)),
        due_at=draw(st.none() | INSTANTS),
        desk=draw(st.none() | st.text()),
        policy=draw(st.none() | st.text()),
        text=draw(st.none() | st.text()),
    )


def one(text, **options):
    story, problems = read(text, **options)
    assert problems == []
    (moment,) = story.moments
    return moment


def the_problem(text):
    story, (problem,) = read(text)
    assert story.moments == ()
    return problem


@given(moments=st.lists(any_moment(), max_size=3), zone=ZONES)
@CALM
def test_whatever_is_written_is_read_back_the_same(moments, zone):
    story, problems = read(write(moments, zone), zone)
    assert problems == []
    assert story.moments == tuple(moments)


@given(moments=st.lists(any_moment(), min_size=1, max_size=3))
@CALM
def test_writing_what_was_read_gives_the_same_text(moments):
    text = write(moments)
    assert write(read(text)[0].moments) == text


@given(text=st.text())
@CALM
def test_no_text_whatever_stops_the_reader(text):
    story, _problems = read(text)
    assert all(problems_of(moment) == [] for moment in story.moments)


@given(text=st.text(alphabet='2026-03 9:1acme>nquestio^#@"\\xdue\n!?', max_size=80))
@CALM
def test_no_garbled_line_stops_the_reader(text):
    read(f"2026-03-02 09:00  acme > anna  question  {text}")


def test_a_line_holds_all_columns_in_any_order():
    assert one(
        '2026-03-02 09:00:05.25  acme > anna  request  x3 "a \\"b\\"\\n" 120.50 EUR @phone '
        '#change ^order:17 due 2026-03-05 12:00 desk:support policy:"no returns"'
    ) == Moment(
        datetime.fromisoformat("2026-03-02 09:00:05.250"),
        "acme",
        "anna",
        "request",
        about="order:17",
        purpose="change",
        channel="phone",
        amount=Decimal("120.50"),
        currency="EUR",
        quantity=3.0,
        due_at=datetime.fromisoformat("2026-03-05 12:00"),
        desk="support",
        policy="no returns",
        text='a "b"\n',
    )


def test_a_bare_case_is_a_ticket():
    assert one("2026-03-02 09:00  acme > anna  question  ^t1").about == "ticket:t1"


def test_times_are_local_in_the_zone_and_the_doubled_hour_is_told_in_utc():
    moment = one("2026-07-01 09:00  acme > anna  question", zone="Europe/Warsaw")
    assert moment.happened_at == datetime.fromisoformat("2026-07-01 07:00")
    doubled = moment._replace(happened_at=datetime.fromisoformat("2026-10-25 01:30"))
    assert write([doubled], "Europe/Warsaw").startswith("2026-10-25 01:30Z  ")
    earlier = moment._replace(happened_at=datetime.fromisoformat("2026-10-25 00:30"))
    assert write([earlier], "Europe/Warsaw").startswith("2026-10-25 02:30  ")


def test_a_promise_for_a_day_ends_with_the_local_day_of_the_customer():
    kyiv = one(
        "customer acme business Europe/Kyiv\n"
        "2026-07-01 09:00  anna > acme  promise  ^t1  due 2026-07-03"
    )
    assert kyiv.due_at == datetime.fromisoformat("2026-07-03 20:59:59")
    here = one("2026-07-01 09:00  anna > acme  promise  due 2026-07-03", zone="America/New_York")
    assert here.due_at == datetime.fromisoformat("2026-07-04 03:59:59")


def test_names_are_known_by_header_by_custom_or_else_are_customers():
    story, problems = read(
        "staff dora support bella\n"
        "supplier northwind\n"
        "customer acme business Europe/Warsaw\n"
        "# who wrote first\n"
        "2026-03-02 09:00  acme > dora  question\n"
        "2026-03-02 09:01  botty > bolt  news\n"
        "2026-03-02 09:02  us > northwind  payment  10 EUR\n"
        "2026-03-02 09:02  anna > acme  news\n"
    )
    assert problems == []
    assert {name: one.sort for name, one in story.names.items()} == {
        "bella": "colleague",
        "dora": "colleague",
        "northwind": "supplier",
        "acme": "customer",
        "botty": "unit",
        "bolt": "customer",
        "us": "unit",
        "anna": "colleague",
    }
    assert (story.names["dora"].team, story.names["dora"].manager) == ("support", "bella")
    assert story.names["acme"].zone == "Europe/Warsaw"
    assert story.names["acme"].segment == "business"
    assert story.party_of("acme") == "cacme"


def test_a_story_closes_three_months_after_its_last_line_or_when_it_says():
    line = "2025-11-30 09:00  acme > anna  question\n"
    assert read(line)[0].closed_at == datetime.fromisoformat("2026-02-28 09:00")
    said = read(line + "close 2026-01-10 17:00")[0]
    assert said.closed_at == datetime.fromisoformat("2026-01-10 17:00")
    assert read("")[0].closed_at is None


def test_marks_name_the_verdict_the_party_and_the_instant():
    text = (
        "customer acme Europe/Kyiv\n"
        "2026-03-02 09:00  acme > anna  question  ^t1\n"
        "! acme 2026-03-02 09:00\n"
        "+ acme 2026-03-02 09:00\n"
        "~ acme 2026-03-02 09:00\n"
        "? acme 2026-03-02 09:00\n"
        "close 2026-03-10 17:00\n"
    )
    story, problems = read(text)
    assert problems == []
    assert [mark.verdict for mark in story.marks] == ["breach", "grace", "exempt", "open"]
    assert {mark.happened_at for mark in story.marks} == {
        datetime.fromisoformat("2026-03-02 09:00")
    }
    again, problems = read(write_story(story))
    assert problems == []
    assert again._replace(marks=()) == story._replace(marks=())
    assert [mark._replace(line=0) for mark in again.marks] == [
        mark._replace(line=0) for mark in story.marks
    ]


def test_a_misspelt_kind_is_shown_with_its_line_and_the_nearest_kind():
    problem = the_problem("\n2026-03-02 09:00  acme > anna  qestion  ^t1")
    assert problem.where == "line 2"
    assert problem.what == (
        "'qestion' is not a kind of moment.  [2026-03-02 09:00  acme > anna  qestion  ^t1]"
    )
    assert problem.hint == "Did you mean 'question'?"


def test_every_wrong_line_is_reported_in_order_and_the_good_ones_are_read():
    story, problems = read(
        "2026-03-02 09:00  acme > anna\n"
        "2026-03-02 09:01  acme > anna  question\n"
        "2026-02-30 09:00  acme > anna  question\n"
        "customer bolt Mars/Base\n"
        "! acme\n",
        name="first.story",
    )
    assert len(story.moments) == 1
    assert [problem.where for problem in problems] == [
        "first.story:1",
        "first.story:3",
        "first.story:4",
        "first.story:5",
    ]
    assert [problem.what.split("  [")[0] for problem in problems] == [
        "This is not a moment.",
        "'2026-02-30' is not a day.",
        "'Mars/Base' is not a time zone.",
        "An expected verdict needs a name and an instant.",
    ]


def test_what_cannot_be_read_behind_the_kind_is_named():
    start = "2026-03-02 09:00  acme > anna  question  "
    for tail, what in {
        "?": "'?' cannot be read.",
        '"open': '"open is not a closed quotation.',
        "120.00": "'120.00' cannot be read.",
        "due friday": "'friday' is not a day.",
        "@phone @chat": "'channel' stands twice.",
        "due 2026-03-05 25:00": "'25:00' is not a time.",
    }.items():
        assert the_problem(start + tail).what.split("  [")[0] == what


def test_a_day_with_no_utc_is_no_day():
    _story, (problem,) = read("0001-01-01 00:00  acme > anna  question", zone="Asia/Tokyo")
    assert "is not a day" in problem.what
    late = datetime.fromisoformat("9999-12-30 23:59")
    assert read(write([Moment(late, "acme", "anna", "question")]))[0].closed_at == late
