"""Remarks on a message, for programs: mail programs, help desks, forms."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import HttpRequest  # noqa: TC002  # the interface reads the annotation
from ninja import Schema
from pydantic import Field

from goodwill.web.access import checker_for
from goodwill.web.api.bearer import Bearer
from goodwill.web.api.reading import member_of
from goodwill.web.api.routes import router
from goodwill.web.api.shapes import Day, Given, ProblemShape

if TYPE_CHECKING:
    from goodwill.language.linter import Facts, Remark

LONGEST = 20_000
Text = Annotated[str, Field(max_length=LONGEST)]
Number = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)]
Truth = Annotated[bool, Field(strict=True)]


class FactsGiven(Given):
    """What the program knows of the dealing; what is left out is unknown."""

    promised_on: Day | None = Field(None, description="The day promised in this matter.")
    owner: Annotated[str, Field(max_length=200)] | None = Field(
        None, description="Who sees it through; an empty word where nobody does."
    )
    absent_until: Day | None = Field(None, description="Until when they asked for quiet.")
    hour: Annotated[int, Field(ge=0, le=23, strict=True)] | None = Field(
        None, description="The hour, by the customer's clock."
    )
    first_contact: Truth | None = None
    repeated: Number | None = Field(None, description="How many get the same text.")


class MessageGiven(Given):
    """A message before it is sent. It is read and forgotten."""

    text: Text
    answers: Text | None = Field(None, description="What they wrote.")
    language: Literal["en", "pl", "ru", "uk"] | None = Field(
        None, description="Else the language is told from the text."
    )
    sort: Literal["out", "note", "letter"] = Field(
        "out", description="A message, an internal note, or a letter to many."
    )
    facts: FactsGiven | None = None


class RecordShape(Schema):
    """How often the rule was right on real text, with the 95 % interval of that share."""

    right: int
    wrong: int
    low: float
    high: float


class RemarkShape(Schema):
    """One remark; the end of a span is exclusive."""

    rule: str
    concern: str
    level: Literal["hint", "warn", "ask"]
    say: str
    why: str
    instead: str | None
    excerpt: str
    start: int = Field(description="In code points.")
    end: int
    utf16_start: int = Field(description="As browsers and editors count.")
    utf16_end: int
    line: int
    column: int
    language: str
    pack: str
    record: RecordShape | None


class RemarkList(Schema):
    """What is remarked on a message; nothing of it is kept."""

    languages: list[str]
    remarks: list[RemarkShape]
    dismissed: int = Field(description="Remarks that people here have dismissed before.")
    problems: list[ProblemShape] = Field(
        description="What is wrong with the house's own rules, which are then left out."
    )


@router.post(
    "/lint", response=RemarkList, auth=Bearer("read:words"), operation_id="lint", tags=["Words"],
    openapi_extra={"x-faults": [404]},
)  # fmt: skip
def lint(request: HttpRequest, given: MessageGiven) -> dict[str, Any]:
    """Read a message and say what may hurt in it. It changes nothing, and keeps nothing."""
    from goodwill.language.linter import Message

    checker = checker_for(member_of(request))
    message = Message(
        given.text,
        language=given.language,
        answers=given.answers,
        facts=_facts(given.facts),
        sort=given.sort,
    )
    checked = checker.check(message)
    return {
        "languages": list(checked.languages),
        "remarks": [_told(one) for one in checked.remarks],
        "dismissed": checked.dismissed,
        "problems": [
            {"where": each.where, "what": each.what, "next": each.hint} for each in checker.problems
        ],
    }


def _facts(given: FactsGiven | None) -> Facts:
    from goodwill.language.linter import Facts

    if given is None:
        return Facts()
    today = dt.datetime.now(dt.UTC).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    on = given.promised_on
    return Facts(
        promised=True if on else None,
        promised_at=dt.datetime.combine(on, dt.time.max) if on else None,
        owner=given.owner,
        absent_until=given.absent_until,
        sent_at=None if given.hour is None else today.replace(hour=given.hour),
        first_contact=given.first_contact,
        repeated=given.repeated,
    )


def _told(one: Remark) -> dict[str, Any]:
    return one._asdict() | {
        "instead": one.instead or None,
        "record": one.record and one.record._asdict(),
    }
