"""The forms of what the interface takes and gives."""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field

from goodwill.moments.moment import KINDS
from goodwill.sources.source import sources
from goodwill.words import mark

DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOSED = r"^\d{4}-\d\d-\d\d(\.\d{1,4})?$"
NAME = r"^[a-z][a-z_]{0,39}$"
PARTY = r"^[a-z][A-Za-z0-9_-]{1,11}$"

Kind = StrEnum("Kind", {name: name for name in KINDS})  # type: ignore[misc]  # the closed list
SourceName = StrEnum("SourceName", {name: name for name in sorted(sources())})  # type: ignore[misc]

ReportName = Annotated[str, Field(pattern=NAME)]
ClosedName = Annotated[str | None, Field(pattern=CLOSED)]


def _truth(value: object) -> object:
    """Take true and false alone: what stands in a form comes as a word."""
    words: dict[object, bool] = {"true": True, "false": False, True: True, False: False}
    return words.get(value, "") if isinstance(value, str | bool) else ""


def _written_day(value: object) -> object:
    """Take a day as it is written, and no number of seconds or days."""
    return value if isinstance(value, str) and re.fullmatch(DAY, value) else None


Day = Annotated[dt.date, BeforeValidator(_written_day)]
Truth = Annotated[bool, BeforeValidator(_truth)]


class Given(Schema):
    """A body, which may hold nothing that is not known here."""

    model_config = ConfigDict(extra="forbid")


class ReportCard(Schema):
    """One report that this key may draw."""

    name: str
    sentence: str
    parameters: list[str]
    needed: list[str] = Field(description="Parameters without which it cannot be drawn.")
    readers: list[str] = Field(description="The roles that may read it.")


class ReportList(Schema):
    """The reports."""

    reports: list[ReportCard]


class FigureShape(Schema):
    """One headline figure."""

    name: str
    label: str
    value: Any
    low: Any
    high: Any
    unit: str = Field(description="money and estimate: minor units of the currency.")
    grade: str | None


class ColumnShape(Schema):
    """One column of a table."""

    name: str
    label: str
    unit: str


class PagesShape(Schema):
    """Which part of a long list is given: that of the last table."""

    total: int
    offset: int
    limit: int


class ReportShape(Schema):
    """A report as data; the same as `goodwill report NAME --json` prints."""

    report: str
    title: str
    lead: str
    currency: str
    as_of: dt.date
    figures: list[FigureShape]
    tables: dict[str, list[dict[str, Any]]]
    columns: dict[str, list[ColumnShape]]
    pages: PagesShape | None
    notes: list[str]


class TableShape(Schema):
    """One table of a report."""

    report: str
    table: str
    title: str
    currency: str
    as_of: dt.date
    columns: list[ColumnShape]
    rows: list[dict[str, Any]]
    pages: PagesShape | None


class BookCard(Schema):
    """One closed book."""

    name: str
    as_of: dt.date
    newest: bool


class BookList(Schema):
    """The closed books, the newest first."""

    books: list[BookCard]


class StandardShape(Schema):
    """One standard as it was judged by at the close."""

    name: str
    title: str
    sentence: str
    side: str
    family: str
    limits: dict[str, float]


class StandardList(Schema):
    """The standards of one closed book."""

    closed: str
    standards: list[StandardShape]


class Health(Schema):
    """That the office is up, for whom, and how fresh its newest closed book is."""

    status: Literal["ok"]
    version: str
    company: str
    role: str
    newest: str | None


class MomentShape(Schema):
    """One dealing at one instant, as docs/tables.md has it; parties are pseudonyms."""

    id: str
    version: int
    happened_at: str = Field(description="UTC.")
    day: dt.date = Field(description="By the clock of the party.")
    kind: str
    from_party: str | None
    to_party: str | None
    party: str | None = Field(description="Whoever of the two is not us.")
    direction: str
    case: str | None
    channel: str | None
    purpose: str | None
    amount: int | None = Field(description="In minor units of `currency`.")
    currency: str | None
    quantity: float | None
    due_at: str | None
    policy: str | None
    person: str | None
    team: str | None
    source: str | None
    record: str | None = Field(description="The key of the record in the source.")


class MomentList(Schema):
    """One page of moments, in order of time."""

    closed: str
    moments: list[MomentShape]
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


Scalar = str | int | float | bool | None


class MomentsGiven(Given):
    """Records of one kind, row by row, with the columns that a file of them would have."""

    source: SourceName
    rows: list[dict[str, Scalar]] = Field(min_length=1, max_length=5000)
    columns: dict[str, str] = Field(
        default_factory=dict, description="Column to field, where the names do not say it."
    )
    dry_run: bool = Field(False, description="Say what would change; change nothing.", strict=True)
    keep_good: bool = Field(False, description="Take the good rows although others are bad.",
                            strict=True)  # fmt: skip
    zone: str | None = Field(None, description="The time zone of its times, else the company's.")
    date_order: Literal["ymd", "dmy", "mdy"] | None = None
    decimal_mark: Literal[".", ","] | None = None


class FileGiven(Schema):
    """How a file is to be imported."""

    source: SourceName | None = Field(None, description=mark("The kind of record."))
    dry_run: Truth = Field(False, description=mark("Change nothing."))
    keep_good: Truth = Field(
        False, description=mark("Take the good lines although others are bad.")
    )
    date_order: Literal["ymd", "dmy", "mdy"] | None = None
    decimal_mark: Literal[".", ","] | None = None


class ProblemShape(Schema):
    """One thing that is wrong: where, what, and what to do next."""

    where: str
    what: str
    next: str


class OutcomeShape(Schema):
    """What an import did, or would do."""

    dry_run: bool
    source: str
    batch: str | None = Field(description="By which it can be undone; null where nothing is new.")
    new: int
    corrected: int
    repeated: int
    fates: dict[str, int] = Field(description="What became of the rows.")
    unused: list[str] = Field(description="Columns that were left out.")
    problems: list[ProblemShape]


class ErrandShape(Schema):
    """Work that takes longer than a request may."""

    errand: int
    what: Literal["import", "try", "close"]
    state: Literal["waiting", "running", "done", "failed"]
    said: str = Field(description="How far it is.")
    result: dict[str, Any] = Field(description="Once it has ended: counts, or the closed book.")
    problems: list[ProblemShape]
