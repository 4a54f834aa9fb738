"""Letters: each as its reader sees the book, for its own days, once, and easy to stop."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import itertools
import re
from dataclasses import replace

import pytest
from django.core import mail

from goodwill.web.letters.periods import Period, due_at, known, newest

UTC = dt.UTC
DAILY, WEEKLY, MONTHLY = "daily", "weekly", "monthly"


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("rhythm", "by", "first", "last"),
    [
        (DAILY, "2026-03-01", "2026-03-01", "2026-03-01"),
        (WEEKLY, "2026-03-01", "2026-02-23", "2026-03-01"),  # that day is a Sunday
        (WEEKLY, "2026-03-02", "2026-02-23", "2026-03-01"),
        (WEEKLY, "2026-03-07", "2026-02-23", "2026-03-01"),
        (MONTHLY, "2026-02-28", "2026-02-01", "2026-02-28"),
        (MONTHLY, "2028-02-28", "2028-01-01", "2028-01-31"),  # a leap year has one day more
        (MONTHLY, "2026-03-30", "2026-02-01", "2026-02-28"),
        (MONTHLY, "2026-01-15", "2025-12-01", "2025-12-31"),
    ],
)
def test_a_period_is_the_last_whole_one(rhythm, by, first, last):
    assert newest(rhythm, day(by)) == Period(day(first), day(last))


def test_periods_of_a_rhythm_follow_each_other_without_gap_or_overlap():
    for rhythm in (DAILY, WEEKLY, MONTHLY):
        seen = sorted({newest(rhythm, day("2027-01-01") + dt.timedelta(n)) for n in range(800)})
        assert len(seen) > 20
        for before, after in itertools.pairwise(seen):
            assert after.first == before.last + dt.timedelta(days=1)


def test_a_day_does_not_count_before_it_is_over_where_the_company_is():
    closed, zone = day("2026-03-02"), "Europe/Warsaw"
    late = dt.datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # half past eleven in Warsaw
    assert known(DAILY, closed, late, zone).last == day("2026-03-01")
    assert known(DAILY, closed, late + dt.timedelta(hours=1), zone).last == closed


def test_a_letter_is_due_at_its_hour_of_the_day_after_also_when_the_clocks_change():
    summer = due_at(Period(day("2026-03-28"), day("2026-03-28")), 7, "Europe/Warsaw")
    assert summer == dt.datetime(2026, 3, 29, 5, tzinfo=UTC)
    skipped = due_at(Period(day("2026-03-28"), day("2026-03-28")), 2, "Europe/Warsaw")
    assert skipped == dt.datetime(2026, 3, 29, 1, tzinfo=UTC)  # there is no two o'clock that day


@pytest.fixture
def asked(office):
    """Alice wants a digest of each rhythm since long before the book was closed."""
    import secrets

    from goodwill.web.models import Digest, Letter

    Letter.objects.all().delete()
    alice = office.member()
    for rhythm in (DAILY, WEEKLY, MONTHLY):
        Digest.objects.create(
            member=alice, rhythm=rhythm, secret=secrets.token_urlsafe(24),
            attached=["pdf", "csv"], made_at=dt.datetime(2020, 1, 1, tzinfo=UTC),
        )  # fmt: skip
    return office


@pytest.fixture
def morning(made):
    """Nine o'clock, by UTC, of the day after the book was closed."""
    with made.book.closed() as closed:
        return dt.datetime.combine(closed.as_of + dt.timedelta(days=1), dt.time(9), UTC)


def outbox(office):
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted((office.folder / "outbox").glob("*.eml"))
    ]


@pytest.fixture(autouse=True)
def _emptied(opened):
    import shutil

    shutil.rmtree(opened.folder / "outbox", ignore_errors=True)


def send(now):
    from goodwill.web.letters.sending import send_due

    return send_due(now)


def test_each_digest_is_sent_once_for_its_own_days(asked, morning):
    first = send(morning)
    assert {letter.digest.rhythm for letter in first} == {DAILY, WEEKLY, MONTHLY}
    assert send(morning + dt.timedelta(minutes=1)) == []
    spans = {each.digest.rhythm: (each.until_date - each.from_date).days for each in first}
    assert spans[DAILY] == 0
    assert spans[WEEKLY] == 6
    assert spans[MONTHLY] >= 27


def test_without_a_mail_server_letters_lie_in_the_outbox_for_their_owner_alone(asked, morning):
    kept = [letter for letter in send(morning) if letter.outcome == "kept"]
    assert kept
    for letter in kept:
        path = asked.folder / letter.said
        assert path.is_file()
        assert path.stat().st_mode & 0o077 == 0


def test_a_letter_says_the_same_as_the_report_of_its_reader(asked, morning):
    from goodwill.web.access import report_for
    from goodwill.web.models import Member

    send(morning)
    monthly = next(each for each in outbox(asked) if "monthly" in each["List-Id"])
    alice = Member.objects.get(email="alice@acme.example")
    period = known(MONTHLY, (morning - dt.timedelta(days=1)).date(), morning, "UTC")
    drawn = report_for(alice, "digest", period.asked)
    text, html = (monthly.get_body((kind,)).get_content() for kind in ("plain", "html"))
    worst = drawn.report.tables[0].rows[0]
    name = drawn.names[worst.values[0]]
    assert name in text
    assert name in html
    assert drawn.report.title in monthly["Subject"]
    assert name not in monthly["Subject"]


def test_a_letter_loads_nothing_from_anywhere_and_tells_nobody_that_it_was_read(asked, morning):
    send(morning)
    for each in outbox(asked):
        html = each.get_body(("html",)).get_content()
        assert not re.search(r"<(img|script|link|iframe|object|style)\b", html)
        assert "url(" not in html
        assert set(re.findall(r'href="(https?://[^/"]+)', html)) == {"http://localhost:8321"}


def test_its_files_are_a_tagged_pdf_and_a_csv_of_each_table(asked, morning):
    send(morning)
    monthly = next(each for each in outbox(asked) if "monthly" in each["List-Id"])
    files = {each.get_filename(): each for each in monthly.iter_attachments()}
    (pdf,) = (each for name, each in files.items() if name.endswith(".pdf"))
    assert pdf.get_content().startswith(b"%PDF-")
    assert b"/StructTreeRoot" in pdf.get_content() or b"/MarkInfo" in pdf.get_content()
    tables = [each.get_content() for name, each in files.items() if name.endswith(".csv")]
    assert any(table.startswith("party,standard,") for table in tables)


def test_a_member_without_pdf_gets_none(asked, morning):
    from goodwill.web.models import Digest

    Digest.objects.update(attached=[])
    send(morning)
    assert outbox(asked)
    assert all(not list(each.iter_attachments()) for each in outbox(asked))


@pytest.mark.parametrize("language", ["pl", "ru", "uk"])
def test_a_letter_speaks_the_language_of_its_reader(asked, morning, language):
    from goodwill.web.models import Member

    Member.objects.update(language=language)
    send(morning)
    monthly = next(each for each in outbox(asked) if "monthly" in each["List-Id"])
    html = monthly.get_body(("html",)).get_content()
    assert f'<html lang="{language}">' in html
    assert {"pl": ">Standard<", "ru": ">Стандарт<", "uk": ">Стандарт<"}[language] in html
    assert ">Amount<" not in html


def test_where_there_is_nothing_to_do_no_letter_comes(asked, morning, monkeypatch):
    from goodwill.web.letters import sending

    monkeypatch.setattr(sending, "nothing_to_do", lambda _report: True)
    assert {letter.outcome for letter in send(morning)} == {"nothing"}
    assert outbox(asked) == []
    assert send(morning + dt.timedelta(hours=3)) == []


def test_a_digest_with_graces_alone_asks_for_nothing(made):
    from goodwill import reports
    from goodwill.web.letters.sending import nothing_to_do

    with made.book.closed() as closed:
        early = reports.draw("digest", closed, **{"from": "1990-01-01", "to": "1990-01-08"})
        whole = reports.draw("digest", closed, **{"from": "1990-01-01", "to": str(closed.as_of)})
    assert nothing_to_do(early)
    assert not nothing_to_do(whole)


def test_after_a_pause_only_the_newest_period_is_told(asked, morning):
    from goodwill.web.models import Letter

    send(morning - dt.timedelta(days=5))
    again = send(morning)
    assert len([each for each in again if each.digest.rhythm == DAILY]) == 1
    assert Letter.objects.filter(digest__rhythm=DAILY).count() == 2


def test_what_is_too_old_is_no_news(asked, morning):
    later = send(morning + dt.timedelta(days=40))
    assert [each.digest.rhythm for each in later] == [MONTHLY]


def test_nothing_from_before_the_wish_is_told(asked, morning):
    from goodwill.web.models import Digest

    Digest.objects.update(made_at=morning)
    assert send(morning) == []


def test_before_its_hour_a_letter_waits(asked, morning):
    from goodwill.web.models import Digest

    Digest.objects.filter(rhythm=WEEKLY).delete()  # its week ended days ago
    Digest.objects.update(hour=20)
    assert send(morning) == []
    assert len(send(morning + dt.timedelta(hours=14))) == 2


@pytest.mark.parametrize("given", [{"is_active": False}, {"until": dt.date(2020, 1, 1)},
                                   {"role": "nobody"}])  # fmt: skip
def test_who_may_not_enter_gets_no_letter(asked, morning, given):
    from goodwill.web.models import Member

    Member.objects.update(**given)
    assert send(morning) == []
    assert outbox(asked) == []


def test_a_letter_begun_by_somebody_who_was_killed_is_sent_by_the_next(asked, morning):
    from goodwill.web.models import Letter

    send(morning)
    Letter.objects.update(outcome="begun", made_at=morning)
    assert send(morning + dt.timedelta(minutes=5)) == []
    before = len(outbox(asked))
    assert len(send(morning + dt.timedelta(minutes=11))) == 3
    assert len(outbox(asked)) == before  # the same letters: a second copy replaces the first


class Broken:
    """A mail server that takes nothing."""

    def __init__(self, **given):
        self.given = given

    def send_messages(self, _messages):
        raise OSError("no route to host")


@pytest.fixture
def server(asked, monkeypatch):
    """A mail server is set."""
    from goodwill.house.mail import Mail
    from goodwill.web.letters import sending

    house = sending.settings_of_the_house()
    mail = Mail("mail.acme.example", 587, "starttls", "goodwill", "Acme <goodwill@acme.example>")
    with_mail = replace(house, mail=mail)
    monkeypatch.setattr(sending, "settings_of_the_house", lambda: with_mail)
    return mail


def test_a_mail_server_that_fails_is_told_and_tried_again_an_hour_later(
    asked, server, morning, monkeypatch
):
    from goodwill.web.letters import posting

    monkeypatch.setattr(posting, "server", lambda _mail: Broken())
    failed = send(morning)
    assert {letter.outcome for letter in failed} == {"failed"}
    assert all("no route to host" in letter.said for letter in failed)
    assert send(morning + dt.timedelta(minutes=30)) == []
    monkeypatch.setattr(posting, "server", lambda _mail: mail_connection())
    again = send(morning + dt.timedelta(minutes=61))
    assert {letter.outcome for letter in again} <= {"sent", "nothing"}
    assert len(mail.outbox) == len([each for each in again if each.outcome == "sent"]) > 0
    assert mail.outbox[0].from_email == "Acme <goodwill@acme.example>"
    assert mail.outbox[0].to == ["alice@acme.example"]


def mail_connection():
    from django.core.mail.backends.locmem import EmailBackend

    return EmailBackend()


@pytest.fixture(autouse=True)
def _no_mail():
    mail.outbox = []


def test_the_password_of_the_mail_server_comes_from_the_environment(monkeypatch):
    from goodwill.house.mail import Mail
    from goodwill.web.letters.posting import server

    monkeypatch.setenv("GOODWILL_MAIL_PASSWORD", "four words of it")
    connection = server(Mail("mail.acme.example", 465, "tls", "goodwill", "a@acme.example"))
    assert connection.password == "four words of it"
    assert connection.use_ssl
    assert not connection.use_tls
    assert connection.timeout


# Stopping


@pytest.fixture
def https(monkeypatch):
    from goodwill.web.letters import sending

    house = sending.settings_of_the_house()
    named = replace(house, office_address="https://goodwill.acme.example")
    monkeypatch.setattr(sending, "settings_of_the_house", lambda: named)


def test_the_headers_let_a_mail_program_stop_it_in_one_step(asked, morning, https):
    send(morning)
    letters = outbox(asked)
    assert letters
    for each in letters:
        assert each["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = re.fullmatch(r"<https://goodwill\.acme\.example(/unsubscribe/\S+)>",
                            each["List-Unsubscribe"].strip())  # fmt: skip
        assert link, each["List-Unsubscribe"]
        assert each["Auto-Submitted"] == "auto-generated"
        client = asked.stranger(enforce_csrf_checks=True)
        answer = client.post(link[1], "List-Unsubscribe=One-Click",
                             content_type="application/x-www-form-urlencoded")  # fmt: skip
        assert answer.status_code == 200
    from goodwill.web.models import Deed, Digest

    assert not Digest.objects.filter(active=True).exists()
    assert Deed.objects.filter(what="unsubscribe").count() == len(letters)
    assert send(morning + dt.timedelta(days=1)) == []


def test_looking_at_the_link_stops_nothing(asked):
    from goodwill.web.models import Digest

    digest = Digest.objects.first()
    page = asked.stranger().get(f"/unsubscribe/{digest.secret}")
    assert page.status_code == 200
    assert b'<form method="post">' in page.content
    digest.refresh_from_db()
    assert digest.active


def test_a_wrong_link_is_not_there(asked):
    assert asked.stranger().post("/unsubscribe/nothing").status_code == 404


# The page


def test_a_member_asks_for_letters_and_changes_the_wish(office):
    from goodwill.web.models import Digest

    alice = office.alice()
    page = alice.get("/digests")
    assert page.status_code == 200
    assert page.content.count(b'name="daily-active"') == 1
    wish = {"weekly-active": "on", "weekly-hour": "6", "weekly-attached": ["pdf"]}
    assert alice.post("/digests/weekly", wish)["Location"] == "/digests"
    digest = Digest.objects.get()
    assert (digest.rhythm, digest.hour, digest.attached) == (WEEKLY, 6, ["pdf"])
    assert digest.active
    alice.post("/digests/weekly", {"weekly-hour": "6"})
    assert not Digest.objects.get().active


def test_a_wish_that_makes_no_sense_changes_nothing(office):
    from goodwill.web.models import Digest

    alice = office.alice()
    page = alice.post("/digests/daily", {"daily-active": "on", "daily-hour": "25"}, follow=True)
    assert "nothing was changed" in page.content.decode()
    assert not Digest.objects.exists()
    assert alice.post("/digests/hourly", {}).status_code == 404


def test_a_trial_comes_at_once_and_not_twice_a_minute(office):
    from goodwill.web.models import Letter

    alice = office.alice()
    wish = {"monthly-hour": "7", "monthly-attached": ["pdf"]}
    page = alice.post("/digests/monthly/try", wish, follow=True)
    assert "outbox/" in page.content.decode()
    (letter,) = outbox(office)
    assert letter["Subject"].strip().startswith("Trial: ")
    assert [each.get_content_type() for each in letter.iter_attachments()] == ["application/pdf"]
    assert not Letter.objects.exists()  # the real one is still to come
    page = alice.post("/digests/monthly/try", wish, follow=True)
    assert "please wait" in page.content.decode()
    assert len(outbox(office)) == 1


def test_nobody_sees_the_letters_of_another(asked, morning):
    send(morning)
    bob = asked.member("bob@acme.example")
    client = asked.stranger()
    client.force_login(bob)
    assert "The last letters" not in client.get("/digests").content.decode()
    assert "The last letters" in asked.alice().get("/digests").content.decode()
