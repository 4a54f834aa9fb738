"""What a letter says: a report drawn for its reader, as text, as HTML, and as files beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode, urlsplit

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from goodwill.reports import faces, paper
from goodwill.web.pictures import draw_svg
from goodwill.words import _, language

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from goodwill.reports.report import Row, Table
    from goodwill.web.access import Drawn
    from goodwill.web.letters.periods import Period
    from goodwill.web.models import Digest


class House(NamedTuple):
    """Whose letters these are: the company, the address of its office, and the sender."""

    company: str
    address: str
    sender: str


def compose(
    digest: Digest, period: Period, drawn: Drawn, house: House, *, trial: bool = False
) -> EmailMultiAlternatives:
    """Write the letter of a digest for some days, with a way to stop it in one step."""
    stop = house.address + reverse("unsubscribe", args=[digest.secret])
    told = {
        "report": drawn.report, "names": drawn.names, "closed": drawn.closed,
        "company": house.company, "address": house.address, "language": language(),
        "stop": stop, "settle": house.address + reverse("digests"), "trial": trial,
        "rhythm": rhythm_said(digest.rhythm),
        "tables": [
            (table, [_entry(row, cells) for row, cells in _laid(drawn, table)])
            for table in drawn.report.tables
        ],
    }  # fmt: skip
    said = f"{house.company}: {drawn.report.title}"  # what happened is for the reader's eyes alone
    message = EmailMultiAlternatives(
        _("Trial: {subject}", subject=said) if trial else said,
        render_to_string("letters/digest.txt", told),
        house.sender,
        [digest.member.email],
        headers=_headers(digest, period, stop, trial=trial),
    )
    message.attach_alternative(render_to_string("letters/digest.html", told), "text/html")
    for name, content, kind in _files(digest, period, drawn, house.company):
        message.attach(name, content, kind)
    return message


class Entry(NamedTuple):
    """A row of a table as a letter tells it: fit for any width, and for plain text."""

    name: str
    path: str
    main: str
    rest: str
    row: Row
    cells: Sequence[faces.Cell]


def _laid(drawn: Drawn, table: Table) -> Iterator[tuple[Row, list[faces.Cell]]]:
    return zip(table.rows, faces.lines(drawn.report, table, drawn.names), strict=True)


def _entry(row: Row, cells: list[faces.Cell]) -> Entry:
    """Set a row in two lines: whose it is and how much, then whatever else is known."""
    main = next((cell for cell in cells[1:] if cell.name in faces.MAIN), None)
    rest = [
        f"{cell.label}: {cell.said}" if cell.kind in faces.RIGHT else cell.said
        for cell in cells[1:]
        if cell is not main and cell.said not in {"", faces.NOTHING}
    ]
    path = ""
    if row.opens is not None:
        name, parameters = row.opens
        path = f"{reverse('report', args=[name])}?{urlencode(parameters)}"
    said = cells[0].said or faces.NOTHING
    return Entry(said, path, main.said if main else "", " · ".join(rest), row, cells)


def rhythm_said(rhythm: str) -> str:
    """Name a rhythm."""
    said = {"daily": _("Every day"), "weekly": _("Every week"), "monthly": _("Every month")}
    return said[rhythm]


def _headers(digest: Digest, period: Period, stop: str, *, trial: bool) -> dict[str, str]:
    """Give the headers of automatic mail (RFC 3834) and of leaving a list (RFC 2369, RFC 8058).

    The same letter has the same identity however often it is sent.
    """
    host = urlsplit(stop).hostname or "localhost"
    number = f"{digest.secret[:8]}.{digest.rhythm}.{period.first}{'.trial' if trial else ''}"
    headers = {
        "Message-ID": f"<{number}@{host}>",
        "Auto-Submitted": "auto-generated",
        "List-Id": f"<{digest.rhythm}.digests.{host}>",
        "List-Unsubscribe": f"<{stop}>",
    }
    if stop.startswith("https:"):  # what RFC 8058 asks for
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _files(
    digest: Digest, period: Period, drawn: Drawn, company: str
) -> list[tuple[str, bytes | str, str]]:
    """Give the files that the reader wished for: the letter as PDF, its tables as CSV."""
    report, names = drawn.report, drawn.names
    files: list[tuple[str, bytes | str, str]] = []
    if "pdf" in digest.attached:
        pictures = {chart.name: draw_svg(chart, width=paper.WIDE) for chart in report.charts}
        drawn_up = paper.pdf(report, names, pictures, company)
        files.append((f"{period.last}.pdf", drawn_up, "application/pdf"))
    if "csv" in digest.attached:
        files += [
            (f"{period.last}-{t.name}.csv", faces.as_csv(report, t.name, names), "text/csv")
            for t in report.tables
        ]
    return files
