"""The command that writes a workbook: to a file, to a program, and never to a terminal."""

from __future__ import annotations

import io
import subprocess
import sys

from python_calamine import load_workbook

from tests.cli.running import run


def _sheets(written: bytes) -> list[str]:
    return load_workbook(io.BytesIO(written)).sheet_names


def test_a_report_is_written_as_a_workbook(made, tmp_path):
    target = tmp_path / "statement.xlsx"
    done = run("--book", made.book.folder, "report", "statement", "--xlsx", target)
    assert done.code == 0, done.err
    assert done.out == ""
    assert str(target) in done.err
    sheets = _sheets(target.read_bytes())
    assert sheets[0] == "About this report"
    assert len(sheets) > 3
    one = run("--book", made.book.folder, "report", "statement", "--xlsx", target, "--table",
              "statement")  # fmt: skip
    assert one.code == 0
    assert len(_sheets(target.read_bytes())) == 2


def test_a_workbook_goes_to_another_program_but_not_to_a_terminal(made, monkeypatch):
    done = subprocess.run(
        [sys.executable, "-m", "goodwill", "--book", made.book.folder, "report", "standards",
         "--xlsx", "-"], capture_output=True, check=True,
    )  # fmt: skip
    assert len(_sheets(done.stdout)) > 2

    from goodwill.cli.commands import report

    monkeypatch.setattr(report, "_reads", lambda: True)
    told = run("--book", made.book.folder, "report", "standards", "--xlsx", "-")
    assert told.code == 2
    assert "a terminal cannot show it" in told.err


def test_a_file_that_cannot_be_written_is_told(made, tmp_path):
    target = tmp_path / "nowhere" / "x.xlsx"
    done = run("--book", made.book.folder, "report", "standards", "--xlsx", target)
    assert done.code == 2
    assert str(target) in done.err
