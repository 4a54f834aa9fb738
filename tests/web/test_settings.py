"""Settings in the browser: other limits are tried, saved, noted, and never saved over another's."""

from __future__ import annotations

import re
import tomllib

import pytest

from goodwill.book import Book

FIRST = "/settings/first_answer"


@pytest.fixture
def desk(office, monkeypatch):
    """Alice's window, before settings that are put back afterwards; pages tell what they show."""
    from goodwill.web import settings

    def render(request, template, context):
        page = drawn(request, template, context)
        page.told = context
        return page

    drawn = settings.render
    monkeypatch.setattr(settings, "render", render)
    path = office.folder / "goodwill.toml"
    before = path.read_bytes()
    yield office.alice()
    path.write_bytes(before)


def hidden(page, name):
    """Read a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    return found[1] if found else ""


def table(office):
    return tomllib.loads((office.folder / "goodwill.toml").read_text(encoding="utf-8"))


def tried(client, **given):
    """Try limits as the page sends them."""
    page = client.get(FIRST)
    form = {"digest": hidden(page, "digest"), "applies": "on", "do": "preview"}
    return client.post(FIRST, form | {key.replace("_", "-"): value for key, value in given.items()})


def test_stricter_limits_show_what_would_break_and_change_nothing(desk, office):
    before = (office.folder / "goodwill.toml").read_bytes()
    shown = tried(desk, all_0="1")
    preview = shown.told["preview"]
    with Book.open(office.folder).closed() as closed:
        (counted,) = closed.con.execute(
            "SELECT sum(number) FROM tallies WHERE standard = 'first_answer' AND"
            " verdict = 'breach' AND local_week >= DATE '2025-10-27'"
        ).fetchone()
    assert preview.whole.breaches_before == counted
    assert preview.whole.breaches_after > preview.whole.breaches_before > 0
    assert preview.whole.judged_after == preview.whole.judged_before
    assert sum(team.breaches_after for team in preview.teams) == preview.whole.breaches_after
    assert "All customers: working hours: from 4 to 1" in shown.content.decode()
    assert "Save these limits" in shown.content.decode()
    assert (office.folder / "goodwill.toml").read_bytes() == before


def test_a_case_that_turns_lies_between_the_old_limit_and_the_new(desk, office):
    turns = tried(desk, all_0="1").told["preview"].turns
    (turn,) = [one for one in turns if (one.before, one.after) == ("kept", "breach")]
    with Book.open(office.folder).closed() as closed:
        for _party, case, _moment, _day in turn.cases:
            (waited,) = closed.con.execute(
                "SELECT answered_worked - opened_worked - coalesce(answer_paused, 0) FROM cases"
                " WHERE case_id = ?",
                [case],
            ).fetchone()
            assert waited is None or 60 < waited <= 240


def test_the_same_limits_as_now_are_no_change(desk):
    assert tried(desk).status_code == 302


def test_limits_of_a_segment_hold_for_it_alone(desk):
    page = desk.get(FIRST)
    segments = [segment for segment, _cells in page.told["form"].rows()]
    assert segments == ["", "business", "consumer"]
    everyone = tried(desk, all_0="1").told["preview"].whole.breaches_after
    one = tried(desk, seg0_0="1").told["preview"].whole.breaches_after
    assert one < everyone


def test_what_was_shown_is_saved_with_comments_kept_and_noted(desk, office):
    from goodwill.web.models import Deed

    shown = tried(desk, all_0="2,5")
    saved = desk.post(
        FIRST,
        {
            "digest": hidden(shown, "digest"), "seen": hidden(shown, "seen"), "applies": "on",
            "all-0": "2.5", "do": "save",
        },
        follow=True,
    )  # fmt: skip
    assert "Close the book to see it with the new settings." in saved.content.decode()
    assert table(office)["limits"]["first_answer"] == {"hours": 2.5}
    assert (office.folder / "goodwill.toml").read_text(encoding="utf-8").startswith("# A simulated")
    deed = Deed.objects.get(what="settings")
    assert deed.about == "first_answer"
    assert deed.detail == {"changes": [["limits.first_answer.hours", None, 2.5]]}


def test_limits_that_were_not_shown_are_shown_before_they_are_saved(desk, office):
    shown = tried(desk, all_0="2")
    again = desk.post(
        FIRST,
        {
            "digest": hidden(shown, "digest"), "seen": hidden(shown, "seen"), "applies": "on",
            "all-0": "3", "do": "save",
        },
    )  # fmt: skip
    assert again.status_code == 200
    assert "from 4 to 3" in again.content.decode()
    assert "first_answer" not in table(office)["limits"]


def test_what_somebody_else_changed_meanwhile_is_never_written_over(desk, office):
    shown = tried(desk, all_0="2")
    path = office.folder / "goodwill.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# mine\n", encoding="utf-8")
    form = {
        "digest": hidden(shown, "digest"), "seen": hidden(shown, "seen"), "applies": "on",
        "all-0": "2", "do": "save",
    }  # fmt: skip
    page = desk.post(FIRST, form, follow=True).content.decode()
    assert "Somebody has changed the settings" in page
    assert "first_answer" not in table(office)["limits"]
    plain = {"digest": form["digest"], "name": "Spade", "minimum_count": "9"}
    assert "Somebody has changed the settings" in desk.post("/settings", plain).content.decode()
    assert "minimum_count" not in table(office)


def test_a_standard_can_be_set_aside_and_taken_up_again(desk, office):
    shown = tried(desk, applies="")
    assert shown.told["preview"].whole.judged_after == 0
    form = {"digest": hidden(shown, "digest"), "seen": hidden(shown, "seen"), "do": "save"}
    desk.post(FIRST, form)
    assert table(office)["standards_off"] == ["first_answer"]


@pytest.mark.parametrize("wrong", ["soon", "-1", "1e9", "nan"])
def test_what_is_no_limit_is_refused_where_it_stands(desk, wrong):
    page = tried(desk, all_0=wrong)
    assert page.status_code == 200
    assert "all-0" in page.told["form"].errors


def test_plain_settings_are_checked_as_a_close_checks_them(desk, office):
    page = desk.get("/settings")
    fields = page.told["form"]
    given = {name: fields[name].value() for name in fields.fields}
    given = {name: value for name, value in given.items() if value not in (None, False)}
    given["digest"] = hidden(page, "digest")
    wrong = desk.post("/settings", given | {"margin": "7"})
    assert "margin must be a number from 0 to 1" in wrong.content.decode()
    assert table(office)["margin"] == 0.3
    right = desk.post("/settings", given | {"margin": "0.35", "minimum_count": "8"}, follow=True)
    assert "Saved." in right.content.decode()
    assert table(office)["margin"] == 0.35
    assert table(office)["minimum_count"] == 8


def test_saving_without_a_change_writes_nothing(desk, office):
    before = (office.folder / "goodwill.toml").read_bytes()
    page = desk.get("/settings")
    fields = page.told["form"]
    given = {name: fields[name].value() for name in fields.fields}
    given = {name: value for name, value in given.items() if value not in (None, False)}
    desk.post("/settings", given | {"digest": hidden(page, "digest")})
    assert (office.folder / "goodwill.toml").read_bytes() == before


def test_a_large_book_is_looked_at_by_an_errand(desk, at_once, monkeypatch):
    from goodwill.web import settings

    monkeypatch.setattr(settings, "AT_ONCE", 0)
    here = tried(desk, all_0="1")
    assert here.status_code == 302
    shown = desk.get(here.url, follow=True)
    assert shown.told["preview"].whole.breaches_after > 0
    assert "from 4 to 1" in shown.content.decode()
    assert shown.told["form"]["all-0"].value() == 1.0


@pytest.mark.parametrize("address", ["/settings", FIRST])
def test_settings_are_there_for_owners_only(desk, office, address):
    assert desk.get(address).status_code == 200
    office.member("bob@acme.example", role="outsider")
    client = office.stranger()
    from goodwill.web.models import Member

    client.force_login(Member.objects.get(email="bob@acme.example"))
    assert client.get(address).status_code == 404
    assert client.post(address, {}).status_code == 404
    assert office.stranger().get(address).status_code == 302


def test_there_is_no_page_for_a_standard_that_is_not(desk):
    assert desk.get("/settings/no_such").status_code == 404
    assert desk.get(FIRST, {"errand": "1"}).status_code == 404
    assert desk.get(FIRST, {"errand": "x"}).status_code == 404


def test_every_limit_of_ours_has_its_words():
    from goodwill.standards.standard import load
    from goodwill.web.limits import NAMES

    ours, problems = load()
    assert not problems
    assert {name for one in ours for name in one.limits} == set(NAMES)
