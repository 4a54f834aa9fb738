"""Every address of the office, filled in for one reader, as the resolver knows them.

A new address is asked without a line here; one with a part that nobody knows how to fill fails,
and one that is not named in EVERYBODY must not be there for anybody but owners.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.urls import URLPattern, URLResolver, get_resolver

from tests.web.access.books import PLAY, named

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

    from tests.web.access.oracle import Eyes

EVERYBODY = {
    "home", "health", "welcome", "login", "logout", "language", "unsubscribe", "report",
    "report_json", "report_xlsx", "table_csv", "table_xlsx", "table_json", "picture",
    "picture_png", "tick", "digests", "digest_save", "digest_try", "pane", "pane_asked",
    "quality", "quality_csv", "quality_json", "stays", "stay_end", "view_save", "view_drop",
    "guess", "openapi-json", "window", "passes", "pass_revoke", "pleas", "plea_take",
    "plea_answer", "views", "api_page", "view_change",
    "backing", "backing_ask", "backing_answer", "backing_withdraw", "apart",
    "promises", "promise_give", "promise_keep", "promise_move", "promise_back", "promise_hand",
    "purse", "purse_entries", "purse_give", "purse_keep", "purse_back", "purse_returned",
    "purse_answer", "purse_told", "today_undo", "today_hand", "today_take_back", "wishes",
    "wish_back", "waiting",
    "waiting_sent", "waiting_back", "waiting_withdraw",
    "words", "words_remarks", "words_rules", "words_review", "rehearsal",
}  # fmt: skip
"""Addresses that are there for more than owners; what they show is looked at word by word."""
BY_KEY = "/api/v1/"
PART = re.compile(r"<(?:(\w+):)?(\w+)>|\{(\w+)\}")


class Address(NamedTuple):
    """One address of the resolver: its name, how it is written, and its parts."""

    name: str
    written: str
    parts: tuple[str, ...]


class Asked(NamedTuple):
    """One request: which address, where, whether with a key, and for which report."""

    name: str
    path: str
    by_key: bool
    report: str = ""

    @property
    def query(self) -> bool:
        """Whether it is one of several ways to ask for the same report."""
        return not self.path.endswith("?") and bool(self.report)


def addresses() -> list[Address]:
    """List every address that the office answers."""
    return list(_flat(get_resolver().url_patterns, "/"))


def _flat(patterns: list[Any], before: str) -> Iterator[Address]:
    for each in patterns:
        written = before + str(each.pattern).replace("^", "").replace("$", "")
        if isinstance(each, URLResolver):
            yield from _flat(each.url_patterns, written)
        else:
            assert isinstance(each, URLPattern)
            parts = tuple(match[1] or match[2] for match in PART.findall(written))
            yield Address(each.name or written, written, parts)


def filled(address: Address, values: Mapping[str, str]) -> str:
    """Write an address with its parts."""
    unknown = set(address.parts) - set(values)
    assert not unknown, f"say how to fill {unknown} of {address.written}"
    return PART.sub(lambda match: values[match[2] or match[3]], address.written)


class Samples(NamedTuple):
    """Values for the parameters of reports: some that the reader may see, some not."""

    values: Mapping[str, tuple[str, ...]]

    def queries(self, known: tuple[str, ...], needed: list[str]) -> Iterator[dict[str, str]]:
        """Give queries of a report: without anything, and with each value of each parameter."""
        missing = [name for name in needed if name not in self.values]
        assert not missing, f"say how to fill the parameter {missing}"
        lists = {"limit": "500"} if "limit" in known else {}
        base = {name: self.values[name][0] for name in needed}
        yield {**base, **lists}
        for name in known:
            for value in self.values.get(name, ()):
                if base.get(name) != value:
                    yield {**base, **lists, name: value}


def samples(eyes: Eyes, rng: random.Random) -> Samples:
    """Choose, for each parameter, something that the reader may see and something else."""
    tree = eyes.tree
    seen = {row.number for row in eyes.moments}
    shown = [row for row in tree.dealings if row.number in seen] or list(tree.dealings)
    hidden = [row for row in tree.dealings if row.number not in seen] or list(tree.dealings)
    one, other = rng.choice(shown), rng.choice(hidden)
    client, stranger = _one_of_each(rng, tree.customers, eyes.customers)
    friend, unknown = _one_of_each(rng, tree.people, eyes.colleagues)
    return Samples(
        {
            "party": (client, stranger, unknown),
            "person": (friend, unknown),
            "manager": (unknown,),
            "moment": (str(1000 + one.number), str(1000 + other.number)),
            "case": (one.case, other.case),
            "team": (one.team or tree.teams[0], other.team or tree.teams[-1]),
            "search": (named(stranger)[:9], named(client)),
            "standard": (_standard(),),
            "play": (PLAY,),
            "family": ("waiting",),
            "verdict": ("breach",),
            "period": ("month", "quarter"),
            "from": ("2026-01-05",),
            "to": ("2026-06-01",),
            "side": ("ours",),
            "level": ("1",),
            "order": ("lost",),
            "kind": ("answer", "rating"),
            "offset": ("2",),
        }
    )


def _standard() -> str:
    from goodwill.standards import standard

    return min(each.name for each in standard.load()[0])


def _one_of_each(rng: random.Random, names: Any, seen: set[str]) -> tuple[str, str]:
    inside = [name for name in names if name in seen] or list(names)
    outside = [name for name in names if name not in seen] or list(names)
    return rng.choice(inside), rng.choice(outside)


def asked(eyes: Eyes, drawn: Mapping[str, Any], rng: random.Random) -> list[Asked]:
    """List what one reader asks: every address, every report in every form, and its parameters.

    `drawn` has each report as an owner gets it, for the names of its tables and charts.
    """
    from goodwill import reports

    told = samples(eyes, rng)
    common = {
        "secret": "x" * 32, "parcel": "0" * 16, "batch": "x", "number": "1", "rhythm": "daily",
        "standard": _standard(), "party": told.values["party"][1], "member": "1",
        "closed": "2026-06-14", "id": "1", "state": "done", "moment": told.values["moment"][1],
        "source": "tickets", "deputy": "1", "report": "parties", "view": "1",
    }  # fmt: skip
    made: list[Asked] = []
    for address in addresses():
        by_key = address.written.startswith(BY_KEY)
        if "name" not in address.parts:
            made.append(Asked(address.name, filled(address, common), by_key))
            continue
        for name in reports.names():
            page = reports.page(name)
            queries = list(told.queries(page.PARAMETERS, reports.needed(name)))
            report = drawn.get(name)
            values = {
                **common, "name": name,
                "table": report.tables[-1].name if report and report.tables else "x",
                "chart": report.charts[0].name if report and report.charts else "x",
            }  # fmt: skip
            path = filled(address, values)
            wide = address.name in {"report_json", "report"}
            made += [
                Asked(address.name, f"{path}?{urlencode(query)}", by_key, name)
                for query in (queries if wide else queries[:1])
            ]
    return made
