"""Event logs (XES): one row per event, with the attributes of its trace beside its own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from goodwill.problems import InputError, Problem
from goodwill.sources.reading.records import Records, unique_headers
from goodwill.sources.reading.refusals import nothing, too_many_columns
from goodwill.sources.reading.spool import Spool
from goodwill.words import _

if TYPE_CHECKING:
    from goodwill.sources.reading.records import Task

PIECE = 1 << 18
DEEPEST = 200


def read(task: Task) -> tuple[Records, list[Problem]]:
    """Read a log as it streams by; a document type or entity in it refuses the whole."""
    with Spool(task) as spool, task.path.open("rb") as stream:
        log = _Log(task, spool)
        try:
            while piece := stream.read(PIECE):
                log.parser.Parse(piece, False)
                log.check_token(stream.tell())
            log.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise InputError(_broken(task, error.lineno)) from None
        except (LookupError, UnicodeError, ValueError):  # an encoding that nobody knows
            raise InputError(_broken(task, log.parser.CurrentLineNumber)) from None
        if not spool.lines:
            raise InputError(nothing(task.name))
        columns, notes = unique_headers(log.positions)
        table, _rejects = spool.load(columns)
    return Records(table, columns, spool.lines, {"format": "xes", "notes": notes}), []


class _Log:
    """An event log being read: where in the tree we are, and what the trace and event say."""

    def __init__(self, task: Task, spool: Spool) -> None:
        self.task, self.spool = task, spool
        self.positions: dict[str, int] = {}
        self.trace: dict[str, str] = {}
        self.event: dict[str, str] = {}
        self.path: list[str] = []
        self.line = 1
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse_type
        self.parser.EntityDeclHandler = self.refuse_type

    def check_token(self, read: int) -> None:
        """Refuse a single tag or value longer than any record."""
        if read - self.parser.CurrentByteIndex > self.task.limits.record_bytes + PIECE:
            raise InputError(_too_deep(self.task, self.parser.CurrentLineNumber))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Enter an element; attributes count directly below a trace or an event."""
        parent = self.path[-1] if self.path else ""
        tag = tag.rpartition(":")[2]
        if parent in {"trace", "event"} and "key" in attributes:
            mine = self.event if parent == "event" else self.trace
            mine[attributes["key"]] = attributes.get("value", "")
        elif tag == "event":
            self.event, self.line = {}, self.parser.CurrentLineNumber
        elif tag == "trace":
            self.trace = {}
        self.path.append(tag)
        if len(self.path) > DEEPEST:
            raise InputError(_too_deep(self.task, self.parser.CurrentLineNumber))

    def end(self, _tag: str) -> None:
        """Leave an element; a finished event is a row."""
        if self.path.pop() == "event":
            self.spool.add(self.line, self.row())

    def row(self) -> list[str | None]:
        """Lay the event out in the columns known so far, adding those that are new."""
        row: list[str | None] = [None] * len(self.positions)
        said = {**{f"case:{key}": value for key, value in self.trace.items()}, **self.event}
        for key, value in said.items():
            place = self.positions.setdefault(key, len(self.positions))
            if place == len(row):
                row.append(None)
            row[place] = value
        if len(row) > self.task.limits.columns:
            raise InputError(too_many_columns(self.task, len(row)))
        return row

    def refuse_type(self, *_what: object) -> None:
        """Refuse document types and entities: no log needs them, and bombs are made of them."""
        raise InputError(
            Problem(
                self.task.at(self.parser.CurrentLineNumber),
                _("this XML defines entities or a document type, which can be made to swell."),
                _("Export the log again as plain XES."),
            )
        )


def _broken(task: Task, line: int) -> Problem:
    return Problem(
        task.at(line),
        _("the XML is broken here; what follows cannot be told apart."),
        _("Export the log again; it is often cut off when a disk is full."),
    )


def _too_deep(task: Task, line: int) -> Problem:
    return Problem(
        task.at(line),
        _("the XML is nested deeper, or has longer values, than any event log."),
        _("Check that this is an event log (XES)."),
    )
