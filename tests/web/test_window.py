"""The window in the office: who may look through it, what is asked there, and who sees it."""

from __future__ import annotations

import datetime as dt
import html
import json
import re

import pytest

from goodwill.book import Book, pleas
from goodwill.words import LANGUAGES
from tests.company import quiet

LINK = re.compile(r'value="http://testserver(/w/[^"]+)"')


def _text(answer) -> str:
    return html.unescape(answer.content.decode())


@pytest.fixture
def customers(office):
    """The customers with the most and the second most cases, by pseudonym."""
    with Book.open(office.folder).closed() as closed:
        rows = closed.con.execute(
            "SELECT party FROM cases WHERE party LIKE 'c%' GROUP BY party"
            " ORDER BY count(*) DESC, party LIMIT 2"
        ).fetchall()
    (office.folder / pleas.NAME).unlink(missing_ok=True)
    return [party for (party,) in rows]


@pytest.fixture
def link(office, customers):
    """A link for the first customer, as Alice gives it."""
    return _give(office.alice(), customers[0])


def _give(client, party, days="90") -> str:
    return LINK.search(_text(client.post(f"/window/{party}", {"days": days})))[1]


def _names(office, parties):
    with Book.open(office.folder).closed() as closed:
        return closed.names(parties)


def test_the_link_opens_the_customers_own_side_and_is_shown_once(office, customers, link):
    page = office.stranger().get(link)
    assert page.status_code == 200
    assert _names(office, customers)[customers[0]] in _text(page)
    assert link not in _text(office.alice().get(f"/window/{customers[0]}"))


def test_nothing_of_any_other_customer_is_on_the_page(office, customers, link):
    page = _text(office.stranger().get(link))
    with Book.open(office.folder).closed() as closed:
        everybody = [row[0] for row in closed.con.execute("SELECT party FROM parties").fetchall()]
        names = closed.names(everybody)
        others = {
            row[0] for row in closed.con.execute(
                "SELECT DISTINCT case_id FROM cases WHERE party <> ?", [customers[0]]
            ).fetchall()
        }  # fmt: skip
        people = {
            row[0] for row in closed.con.execute("SELECT DISTINCT person FROM lines").fetchall()
        }
    own = names.pop(customers[0])
    strangers = {name for party, name in names.items() if party.startswith("c") and name != own}
    assert len(strangers) > 100
    assert not [name for name in strangers if len(name) > 5 and name in page]
    assert not [party for party in everybody if party in page]
    cases = set(re.findall(r'value="((?:ticket|order|promise|call|visit):[^"]+)"', page))
    assert len(cases) > 5
    assert not cases & others
    assert not [names[person] for person in people if person and names[person] in page]


def test_no_price_no_worth_and_no_reproach_is_on_the_page(link, office):
    page = _text(office.stranger().get(link)).lower()
    for word in ("worth", "goodwill lost", "postings", "theirs", "they owe us", "pays on time"):
        assert word not in page


def test_the_page_says_nothing_to_search_engines_caches_or_other_pages(office, link):
    page = office.stranger().get(link)
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"].startswith("noindex")
    assert page["Cache-Control"] == "no-store"
    assert "script" not in re.sub(r"Content-Security-Policy", "", page.content.decode())
    assert "default-src 'self'" in page["Content-Security-Policy"]


def test_a_link_that_is_expired_withdrawn_forged_or_mistyped_opens_the_same_nothing(
    office, customers, link
):
    from goodwill.web.models import Pass

    told = []
    stranger = office.stranger()
    other = _give(office.alice(), customers[0])
    Pass.objects.filter(party=customers[0]).order_by("pk").update(
        expires_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    told.append(stranger.get(link))
    Pass.objects.update(expires_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC))
    number = Pass.objects.order_by("pk").last().pk
    assert stranger.get(other).status_code == 200
    office.alice().post(f"/window/passes/{number}/withdraw")
    told.append(stranger.get(other))
    told += [stranger.get("/w/nothing"), stranger.get(link[:-2] + "xx"), stranger.post(other)]
    told.append(stranger.get(f"{other}/260101-0000"))
    assert {page.status_code for page in told} == {404}
    assert len({page.content for page in told}) == 1
    assert "Ask whoever gave it to you for a new one" in _text(told[0])
    assert "Spade" not in _text(told[0])


def test_only_the_fingerprint_of_a_link_is_kept(link):
    from goodwill.web.models import Deed, Pass

    secret = link.removeprefix("/w/")
    door = Pass.objects.get()
    assert secret not in str(vars(door))
    assert not Deed.objects.filter(detail__icontains=secret).exists()
    assert Deed.objects.filter(what="pass", about=door.party).count() == 1


def test_a_pass_lasts_ninety_days_unless_another_time_is_chosen_and_notes_its_use(
    office, customers
):
    from goodwill.web.models import Pass

    alice = office.alice()
    link = _give(alice, customers[0])
    door = Pass.objects.get()
    assert round((door.expires_at - door.made_at) / dt.timedelta(days=1)) == 90
    assert door.used_at is None
    office.stranger().get(link)
    assert Pass.objects.get().used_at is not None
    _give(alice, customers[0], "7")
    newer = Pass.objects.latest("pk")
    assert round((newer.expires_at - newer.made_at) / dt.timedelta(days=1)) == 7


def test_the_owner_sees_exactly_what_the_customer_sees(office, customers, link):
    preview = office.alice().get("/report/window.json", {"party": customers[0]}).json()
    page = _text(office.stranger().get(link))
    for table in preview["tables"].values():
        for row in table:
            for name in ("state", "team", "own", "sentence", "what"):
                assert str(row.get(name) or "") in page
    assert preview["lead"] in page
    listed = sum(len(table) for table in preview["tables"].values())
    assert listed == page.count('<th role="rowheader"')


def test_looking_at_it_leaves_the_owners_other_pages_whole(office, customers):
    alice = office.alice()
    before = alice.get("/report/parties.json", {"limit": 500}).json()["tables"]["parties"]
    alice.get("/report/window", {"party": customers[0]})
    alice.get("/report/public")
    after = alice.get("/report/parties.json", {"limit": 500}).json()["tables"]["parties"]
    assert after == before
    assert len(after) > 100


def test_a_complaint_is_taken_confirmed_and_promised_an_answer(office, customers, link):
    from goodwill.web.models import Deed, Plea

    stranger = office.stranger()
    sent = stranger.post(link, {"kind": "complaint", "case": "", "text": "  Nobody rang back  "})
    plea = Plea.objects.get()
    assert (plea.party, plea.kind, plea.text) == (customers[0], "complaint", "Nobody rang back")
    assert plea.due_at is not None
    assert sent["Location"] == f"{link}/{plea.number}"
    confirmed = _text(stranger.get(sent["Location"]))
    assert "Your complaint is with us" in confirmed
    assert "A person answers by" in confirmed
    assert plea.number in confirmed
    assert plea.number in _text(stranger.get(link))
    assert Deed.objects.filter(what="plea", about=plea.number, member=None).exists()


def test_urgent_help_has_its_own_clock_that_never_stands(office, link):
    from goodwill.web.models import Plea

    office.stranger().post(link, {"kind": "urgent", "text": "The pump leaks"})
    plea = Plea.objects.get()
    assert (plea.due_at - plea.made_at) // dt.timedelta(minutes=1) in {59, 60}


def test_the_promised_time_is_the_same_whatever_a_customer_is_worth(office):
    from goodwill.web.models import Plea

    with Book.open(office.folder).closed() as closed:
        worths = closed.con.execute(
            "SELECT party FROM worths WHERE worth IS NOT NULL AND day = ? ORDER BY worth",
            [closed.as_of],
        ).fetchall()
    waits = set()
    for (party,) in (worths[0], worths[-1]):
        office.stranger().post(_give(office.alice(), party), {"kind": "urgent", "text": "Help"})
        plea = Plea.objects.get(party=party)
        waits.add(round((plea.due_at - plea.made_at) / dt.timedelta(minutes=1)))
    assert waits == {60}


def test_a_complaint_may_be_about_a_case_of_theirs_and_of_nobody_else(office, customers, link):
    from goodwill.web.models import Plea

    with Book.open(office.folder).closed() as closed:
        cases = [
            closed.con.execute(
                "SELECT case_id FROM cases WHERE party = ? AND sort = 'ticket'"
                " ORDER BY opened_at DESC LIMIT 1", [party],
            ).fetchone()[0]
            for party in customers
        ]  # fmt: skip
    for case in cases:
        office.stranger().post(link, {"kind": "complaint", "case": case, "text": f"About {case}"})
    assert [plea.case for plea in Plea.objects.order_by("pk")] == [cases[0], ""]


@pytest.mark.parametrize("given", [
    {"kind": "complaint", "text": "   "}, {"kind": "complaint", "text": "x" * 4001},
    {"kind": "praise", "text": "All is well"}, {},
])  # fmt: skip
def test_what_cannot_be_taken_is_said_and_nothing_is_kept(office, link, given):
    from goodwill.web.models import Plea

    answer = office.stranger().post(link, given)
    assert answer.status_code == 400
    assert not Plea.objects.exists()
    assert not (office.folder / pleas.NAME).exists()


def test_more_than_a_form_holds_is_refused(office, link):
    answer = office.stranger().post(link, {"kind": "complaint", "text": "x" * 70_000})
    assert answer.status_code == 413


def test_the_same_words_sent_twice_are_one_plea(office, link):
    from goodwill.web.models import Plea

    stranger = office.stranger()
    first = stranger.post(link, {"kind": "urgent", "text": "The pump leaks"})
    second = stranger.post(link, {"kind": "urgent", "text": "The pump leaks"})
    assert first["Location"] == second["Location"]
    assert Plea.objects.count() == 1
    assert len((office.folder / pleas.NAME).read_text().splitlines()) == 1


def test_too_many_in_a_day_are_refused_aloud_and_the_words_stay(office, customers, link):
    from goodwill.web.models import Plea

    stranger = office.stranger()
    Plea.objects.bulk_create(
        Plea(party=customers[0], kind="complaint", text=f"No {n}") for n in range(10)
    )
    refused = stranger.post(link, {"kind": "complaint", "text": "The eleventh"})
    assert refused.status_code == 429
    assert "This one was not taken" in _text(refused)
    assert "The eleventh" in _text(refused)
    assert Plea.objects.count() == 10


def test_words_of_a_customer_are_shown_as_words(office, link):
    stranger = office.stranger()
    sent = stranger.post(link, {"kind": "complaint", "text": "<script>alert(1)</script>"})
    for page in (stranger.get(sent["Location"]), office.alice().get("/pleas")):
        assert "<script>alert" not in page.content.decode()
        assert "<script>alert(1)</script>" in _text(page)


def test_a_plea_of_one_customer_is_not_shown_through_the_link_of_another(office, customers, link):
    from goodwill.web.models import Plea

    office.stranger().post(link, {"kind": "complaint", "text": "Mine alone"})
    number = Plea.objects.get().number
    other = _give(office.alice(), customers[1])
    assert office.stranger().get(f"{other}/{number}").status_code == 404
    assert number not in _text(office.stranger().get(other))


def test_a_plea_is_taken_answered_and_settled_and_the_customer_reads_it(office, link):
    from goodwill.web.models import Deed, Plea

    stranger, alice = office.stranger(), office.alice()
    sent = stranger.post(link, {"kind": "complaint", "text": "Nobody rang back"})
    number = Plea.objects.get().number
    queue = _text(alice.get("/pleas"))
    assert "Nobody rang back" in queue
    assert "An answer is promised by" in queue
    alice.post(f"/pleas/{number}/take")
    assert Plea.objects.get().taken_by.name == "Alice"
    again = _text(alice.post(f"/pleas/{number}/take", follow=True))
    assert "Somebody has taken it already." in again
    alice.post(f"/pleas/{number}/answer", {"reply": "We are sorry; Anna rings at ten."})
    assert "Anna rings at ten" in _text(stranger.get(sent["Location"]))
    alice.post(f"/pleas/{number}/answer", {"reply": "", "settled": "on"})
    plea = Plea.objects.get()
    assert plea.state == "settled"
    assert plea.reply == "We are sorry; Anna rings at ten."
    deeds = Deed.objects.filter(about=number).order_by("pk")
    assert [deed.what for deed in deeds] == ["plea", "plea taken", "plea answered", "plea settled"]
    told = [json.loads(line) for line in (office.folder / pleas.NAME).read_text().splitlines()]
    assert [line["number"] for line in told] == [number] * 3
    assert told[0]["answered_at"] is None
    assert told[1]["answered_at"] == told[2]["answered_at"]
    assert told[2]["settled_at"]


def test_urgent_help_before_an_order_is_matched_with_the_order_or_seen_to_be_given_away(
    office, customers
):
    from django.utils import timezone

    from goodwill.web.models import Plea

    with Book.open(office.folder).closed() as closed:
        party, order, ordered = closed.con.execute(
            "SELECT party, about, happened_at FROM moments WHERE kind = 'purchase'"
            " AND party LIKE 'c%' ORDER BY happened_at DESC LIMIT 1"
        ).fetchone()
    before = ordered.replace(tzinfo=dt.UTC) - dt.timedelta(seconds=1)
    after = ordered.replace(tzinfo=dt.UTC) + dt.timedelta(seconds=1)
    for number, asked in (("followed", before), ("given-away", after)):
        Plea.objects.create(
            number=number, party=party, kind="urgent", state="answered", made_at=asked,
            answered_at=timezone.now(),
        )  # fmt: skip
    queue = _text(office.alice().get("/pleas"))
    followed, given = (queue.partition(f'id="plea-{n}"')[2].partition("</article>")[0]
                       for n in ("followed", "given-away"))  # fmt: skip
    assert "An order followed" in followed
    assert order.partition(":")[2] in followed
    assert ("No order has followed" in given) == (after < timezone.now() - dt.timedelta(days=30))
    assert "An order followed" not in given


def test_what_was_asked_and_answered_reaches_the_journal_once(own, office, customers):
    from django.test import override_settings

    from goodwill.web.models import Plea

    with override_settings(GOODWILL_BOOK=own.book.folder):
        link = _give(office.alice(), customers[0])
        office.stranger().post(link, {"kind": "urgent", "text": "The pump leaks"})
        number = Plea.objects.get().number
        office.alice().post(f"/pleas/{number}/answer", {"reply": "On our way", "settled": "on"})
        for _time in range(2):
            pleas.bring_in(own.book, quiet)
    with own.book.engine() as con:
        own.book.journal.attach(con)
        rows = con.execute(
            "SELECT kind, purpose, about FROM moments WHERE source = 'pleas' ORDER BY happened_at,"
            " kind"
        ).fetchall()
    about = f"plea:{number}"
    assert sorted(rows) == sorted(
        [("request", "emergency", about), ("answer", None, about), ("resolution", None, about)]
    )


def test_whoever_does_not_see_a_customer_gives_no_link_and_reads_no_plea(office, customers, link):
    from goodwill.web.models import Plea

    office.stranger().post(link, {"kind": "complaint", "text": "Marker of the first"})
    number = Plea.objects.get().number
    with Book.open(office.folder).closed() as closed:
        person, seen = closed.con.execute(
            """
            SELECT l.person, (SELECT min(m.party) FROM moments m WHERE m.person = l.person
                              AND m.party LIKE 'c%')
            FROM lines l WHERE l.until_date IS NULL AND l.person NOT IN
                (SELECT manager FROM lines WHERE manager IS NOT NULL)
              AND l.person NOT IN (SELECT person FROM moments
                                   WHERE party = ? AND person IS NOT NULL)
              AND l.person IN (SELECT person FROM moments WHERE party LIKE 'c%')
            ORDER BY 1 LIMIT 1
            """, [customers[0]],
        ).fetchone()  # fmt: skip
    bob = office.member("bob@acme.example", "staff", person=person)
    client = office.stranger()
    client.force_login(bob)
    assert client.get(f"/window/{seen}").status_code == 200
    assert client.get(f"/window/{customers[0]}").status_code == 404
    assert client.post(f"/window/{customers[0]}", {"days": "90"}).status_code == 404
    queue = _text(client.get("/pleas"))
    assert "Marker of the first" not in queue
    assert number not in queue
    for step in ("take", "answer"):
        assert client.post(f"/pleas/{number}/{step}", {"reply": "x"}).status_code == 404
    assert _names(office, customers)[customers[0]] not in _text(client.get("/window"))
    outsider = office.stranger()
    outsider.force_login(office.member("carol@acme.example", "outsider"))
    for path in ("/pleas", "/window", f"/window/{seen}"):
        assert outsider.get(path).status_code == 404


def test_the_words_of_an_erased_customer_are_wiped_from_the_office_too(own, office, customers):
    from django.test import override_settings

    from goodwill.web.models import Plea

    with override_settings(GOODWILL_BOOK=own.book.folder):
        link = _give(office.alice(), customers[0])
        office.stranger().post(link, {"kind": "complaint", "text": "To be forgotten"})
        own.book.erase(customers[0])
        assert "To be forgotten" not in _text(office.alice().get("/pleas"))
        assert Plea.objects.get().text == ""
        assert "To be forgotten" not in (own.book.folder / pleas.NAME).read_text()


def test_pleas_that_wait_are_handed_over_urgent_first(office, link):
    from goodwill.web.models import Member
    from goodwill.web.pleas import waiting_for

    for kind in ("complaint", "urgent"):
        office.stranger().post(link, {"kind": kind, "text": f"A {kind} one"})
    waiting = waiting_for(Member.objects.get(email="alice@acme.example"))
    assert [one.plea.kind for one in waiting] == ["urgent", "complaint"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_window_speaks_the_language_that_the_customer_chooses(office, link, language):
    stranger = office.stranger()
    chosen = stranger.get(f"{link}?language={language}")
    assert chosen.status_code == 302
    assert chosen["Location"] == link
    assert chosen.cookies["django_language"]["path"] == "/w/"
    assert f'<html lang="{language}">' in _text(stranger.get(link))


def test_whoever_guesses_at_links_is_told_to_stop_and_customers_are_not(office, link):
    stranger = office.stranger()
    assert {stranger.get(f"/w/guess{n}").status_code for n in range(50)} == {404}
    assert stranger.get("/w/another").status_code == 429
    assert stranger.get(link).status_code == 200


def test_the_public_page_is_closed_unless_the_company_opens_it(office):
    for path in ("/quality", "/quality.csv", "/quality.json"):
        assert office.stranger().get(path).status_code == 404
    assert "public_window = true" in _text(office.alice().get("/window"))


@pytest.fixture
def public(own, office):
    """The office before a book that lets everybody see."""
    from django.test import override_settings

    settings = own.book.folder / "goodwill.toml"
    settings.write_text("public_window = true\n" + settings.read_text(encoding="utf-8"))
    with override_settings(GOODWILL_BOOK=own.book.folder):
        yield office


def test_the_public_page_shows_what_regulators_ask_for(public):
    stranger = public.stranger()
    page = stranger.get("/quality")
    text = _text(page)
    for head in ("Cases", "Breaches", "Exempt", "Kept", "Change", "Paid in amends"):
        assert head in text
    assert "public" in page["Cache-Control"]
    data = stranger.get("/quality.json").json()
    lines = stranger.get("/quality.csv").content.decode().splitlines()
    assert len(lines) == len(data["tables"]["quality"]) + 1
    assert stranger.get("/quality.json?by=family").json() != data
    for path in ("/quality?of=2031-Q1", "/quality.csv?of=x"):
        assert stranger.get(path).status_code == 404
    assert "See it as everybody does" in _text(public.alice().get("/window"))


def test_nobody_is_named_on_the_public_page(public, customers):
    text = public.stranger().get("/quality.json").content.decode()
    with Book.open(public.folder).closed() as closed:
        parties = [row[0] for row in closed.con.execute("SELECT party FROM parties").fetchall()]
        names = set(closed.names(parties).values())
        teams = {
            row[0] for row in closed.con.execute("SELECT DISTINCT team FROM moments").fetchall()
        }
    assert not [
        word for word in {*parties, *names, *teams} if word and len(word) > 4 and word in text
    ]
