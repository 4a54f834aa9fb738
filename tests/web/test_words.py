"""The page of words: read and forgotten, replaced, dismissed, reviewed, rehearsed."""

from __future__ import annotations

import html
import re

import pytest

from goodwill.book import labels
from tests.words.books import BLAME, rule

PERSONAL = {"role": "staff"}


@pytest.fixture
def ruled(office, own):
    """The office before a book of its own with one rule of its own."""
    from django.test import override_settings

    rule(own.book, "blame")
    with override_settings(GOODWILL_BOOK=own.book.folder):
        yield office._replace(folder=own.book.folder)


def text_of(answer) -> str:
    return html.unescape(answer.content.decode())


def key_of(text: str) -> str:
    return re.search(r'value="help:([^"]+)"', text)[1]


def everything_kept(office) -> str:
    """Give whatever the office's database and folder hold, but for the closed books."""
    from django.apps import apps
    from django.contrib.sessions.models import Session

    models = (Session, *apps.get_app_config("web").get_models())
    rows = [repr(list(model.objects.values())) for model in models]
    files = [path.read_bytes().decode("latin-1")
             for path in (office.folder / "office").glob("*") if path.is_file()]  # fmt: skip
    return "\n".join(rows + files)


def test_a_message_is_read_without_script_and_nothing_of_it_is_kept(ruled):
    client = ruled.alice()
    assert "What you are about to send" in text_of(client.get("/words"))
    answer = client.post("/words", {"text": BLAME, "answers": "Where is the quux?"})
    text = text_of(answer)
    assert "Better not" in text
    assert "<mark>zonk brak</mark>" in text
    assert "Write it otherwise." in text
    assert answer["Cache-Control"] == "no-store"
    kept = everything_kept(ruled)
    assert "zonk" not in kept
    assert "quux" not in kept


def test_the_remarks_alone_come_to_whoever_types(ruled):
    client = ruled.alice()
    text = text_of(client.post("/words/remarks", {"text": BLAME}))
    assert "<mark>zonk brak</mark>" in text
    assert "<html" not in text
    assert client.get("/words/remarks").status_code == 405
    assert "too long" in text_of(client.post("/words/remarks", {"text": "x" * 20_001}))


def test_what_is_typed_is_never_taken_for_markup(ruled):
    odd = "<script>alert(1)</script> This is zonk brak. <img src=x>"
    text = ruled.alice().post("/words/remarks", {"text": odd}).content.decode()
    assert "<mark>" in text
    assert "<script" not in text
    assert "<img" not in text


def test_one_tap_writes_the_replacement(ruled):
    client = ruled.alice()
    key = key_of(text_of(client.post("/words", {"text": BLAME})))
    text = text_of(client.post("/words", {"text": BLAME, "do": f"replace:{key}"}))
    assert BLAME.replace("zonk brak", "warm words") in text
    assert "<mark>" not in text


def test_a_dismissal_keeps_the_rule_the_reason_and_a_digest(ruled):
    from goodwill.web.models import Label

    client = ruled.alice()
    key = key_of(text_of(client.post("/words", {"text": BLAME})))
    for wrong in ("", "eaten", "right"):
        client.post("/words", {"text": BLAME, "do": f"dismiss:{key}", f"reason:{key}": wrong})
        assert not Label.objects.exists()
    given = {"text": BLAME, "do": f"dismiss:{key}", f"reason:{key}": "here"}
    text = text_of(client.post("/words", given))
    assert "<mark>" not in text
    assert "1 dismissed before" in text
    said = Label.objects.get()
    assert (said.rule, said.reason, len(said.words)) == ("blame.own", "here", 24)
    (noted,) = labels.noted(ruled.folder)
    assert noted[:4] == ("blame.own", "en", "here", said.words)
    assert "zonk" not in everything_kept(ruled)


def test_a_remark_that_helped_is_a_label_too(ruled):
    client = ruled.alice()
    key = key_of(text_of(client.post("/words", {"text": BLAME})))
    assert "Here: right 1" in text_of(client.post("/words", {"text": BLAME, "do": f"help:{key}"}))


def test_a_rule_that_stepped_back_is_shown_and_an_owner_keeps_it_on(ruled):
    for number in range(3):
        labels.note(ruled.folder, labels.Label("blame.own", "en", labels.WRONG, f"w{number}"))
    client = ruled.alice()
    assert "It has stepped back" in text_of(client.get("/words/rules"))
    assert "Hint" in text_of(client.post("/words", {"text": BLAME}))
    given = {"rule": "blame.own", "language": "en", "do": "kept"}
    other = ruled.stranger()
    other.force_login(ruled.member("bob@acme.example", "outsider"))
    assert other.post("/words/rules/keep", given).status_code == 404
    assert client.post("/words/rules/keep", given).status_code == 302
    assert "An owner keeps it on" in text_of(client.get("/words/rules"))
    assert "Better not" in text_of(client.post("/words", {"text": BLAME}))
    for odd in ({"do": "eaten"}, {"rule": "no.such"}):
        assert client.post("/words/rules/keep", {**given, **odd}).status_code == 404


def test_wrong_rules_of_the_house_are_left_out_and_said(ruled, own):
    rule(own.book, "blame", level="loud")
    text = text_of(ruled.alice().post("/words", {"text": BLAME}))
    assert "The rules of the house are left out" in text
    assert "blame.yml" in text
    assert "<mark>zonk" not in text


@pytest.mark.parametrize("path", ["/words", "/words/rules", "/words/review", "/rehearsal"])
def test_an_outsider_finds_none_of_these_pages(office, path):
    client = office.stranger()
    client.force_login(office.member("carol@acme.example", "outsider"))
    assert client.get(path).status_code == 404
    assert path not in text_of(client.get("/", follow=True))


def test_sent_texts_are_looked_through_and_spoken_of(office):
    client = office.alice()
    before = text_of(client.get("/words/review"))
    first = re.findall(r'name="remark" value="([^"]+)"', before)[0]
    client.post("/words/review", {"remark": first, "reason": "right"})
    client.post("/words/review", {"remark": first, "reason": "right"})
    after = text_of(client.get("/words/review"))
    assert f'value="{first}"' not in after
    assert "1 spoken of so far" in after
    (office.folder / labels.NAME).unlink()


def test_a_person_looks_through_own_texts_alone(office, made):
    with made.book.closed() as closed:
        found = closed.con.execute(
            "SELECT person, moment FROM remarks WHERE person IS NOT NULL AND weight <> 'habit'"
        ).fetchall()
    person = min(who for who, _moment in found)
    own = {str(moment) for who, moment in found if who == person}
    client = office.stranger()
    client.force_login(office.member("dora@acme.example", "staff", person=person))
    answer = client.get("/words/review")
    if answer.status_code == 200:  # whoever has left sees nothing at all
        shown = re.findall(r'name="remark" value="(\d+):', text_of(answer))
        assert set(shown) <= own


def test_a_case_is_rehearsed_spaced_and_kept_to_oneself(office):
    from goodwill.web.models import Rehearsal

    client = office.alice()
    text = text_of(client.get("/rehearsal"))
    case = re.search(r'name="case" value="([^"]+)"', text)[1]
    answer = text_of(client.post("/rehearsal", {"case": case, "text": "I bring it at five. Anna"}))
    assert "This case comes again on" in answer
    card = Rehearsal.objects.get()
    assert (card.case, card.times, card.remarks) == (case, 1, 0)
    assert "bring it at five" not in everything_kept(office)
    assert re.search(r'name="case" value="([^"]+)"', text_of(client.get("/rehearsal")))[1] != case
    client.post("/rehearsal", {"case": case, "text": "I bring it at six. Anna"})
    again = Rehearsal.objects.get()
    assert again.times == 2
    assert again.due_at > card.due_at
    other = office.stranger()
    other.force_login(office.member("bob@acme.example"))
    assert case in text_of(other.get("/rehearsal"))
    assert client.post("/rehearsal", {"case": "x:1", "text": "No"}).status_code == 404


def test_an_answer_that_hurts_comes_again_sooner(ruled):
    from goodwill.web.models import Rehearsal

    client = ruled.alice()
    case = re.search(r'name="case" value="([^"]+)"', text_of(client.get("/rehearsal")))[1]
    hurting = f"{BLAME} And once more zonk brak."
    text = text_of(client.post("/rehearsal", {"case": case, "text": hurting}))
    assert "<mark>zonk brak</mark>" in text
    assert "Dismiss" not in text
    sooner = Rehearsal.objects.get()
    assert sooner.remarks == 2
    Rehearsal.objects.all().delete()
    client.post("/rehearsal", {"case": case, "text": "I bring it at five. Anna"})
    assert Rehearsal.objects.get().due_at > sooner.due_at
