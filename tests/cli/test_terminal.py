"""What only shows with a real terminal, a real pipe, or a real Ctrl-C."""

from __future__ import annotations

import fcntl
import os
import pty
import shutil
import signal
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from goodwill.book import Book
from goodwill.book.publishing import sweep
from goodwill.problems import INTERRUPTED, OK
from goodwill.reports.terminal import places
from tests.cli.gallery import ORDERS
from tests.cli.running import run

GOODWILL = [sys.executable, "-m", "goodwill", "--language", "en"]


def on_a_terminal(*words: object, width: int = 80) -> tuple[int, str]:
    """Run a command on a terminal of a width; give its exit code and all that was shown."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    ran = subprocess.Popen(
        [*GOODWILL, *map(str, words)], stdin=theirs, stdout=theirs, stderr=theirs,
        env={key: value for key, value in os.environ.items() if key not in {"COLUMNS", "LINES"}},
    )  # fmt: skip
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 65_536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    return ran.wait(), shown.decode()


def widest(shown: str) -> int:
    return max(places(line.rstrip("\r")) for line in shown.split("\n"))


def test_sentences_are_folded_to_the_width_of_a_narrow_terminal(made):
    code, shown = on_a_terminal("--book", made.book.folder, "sources", width=60)
    assert code == OK
    assert widest(shown) <= 60


def test_a_report_that_is_wider_than_the_terminal_is_shared_out_with_nothing_lost(made):
    wide = run("--book", made.book.folder, "report", "standards").out
    code, shown = on_a_terminal("--book", made.book.folder, "report", "standards", width=80)
    assert code == OK
    assert widest(wide) > 100
    assert widest(shown) <= 80
    assert set(wide.split()) - dashes(wide) <= set(shown.split())


def dashes(shown: str) -> set[str]:
    return {word for word in shown.split() if not word.strip("-")}


def test_a_terminal_sees_the_steps_of_a_close_and_a_pipe_sees_plain_lines(tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS, encoding="utf-8")
    assert run("init", "acme", folder=tmp_path).code == OK
    assert run("--book", "acme", "import", "orders.csv", folder=tmp_path).code == OK
    code, shown = on_a_terminal("--book", tmp_path / "acme", "close")
    assert code == OK
    assert "\rPublishing ..." in shown
    words = [*GOODWILL, "close", "--book", str(tmp_path / "acme")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "\r" not in done.stderr
    assert done.stderr.splitlines()[:1] == ["Collecting what has happened ..."]
    assert "\x1b" not in done.stdout + done.stderr


def test_a_reader_that_leaves_early_is_no_fault():
    ran = subprocess.Popen(
        [*GOODWILL, "sources", "orders"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert ran.stdout is not None
    ran.stdout.close()
    assert ran.stderr is not None
    assert ran.stderr.read() == b""
    ran.stderr.close()
    assert ran.wait() == OK


def _heed_ctrl_c():
    """What a shell starts in the background is deaf to Ctrl-C, and so are its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize(
    ("words", "step"),
    [("close", "Collecting"), ("close", "Judging"), ("import", "Reading")],
)
def test_ctrl_c_ends_with_130_and_leaves_all_in_order(own, words, step, tmp_path):
    book = own.book
    before = (book.closed_files(), book.journal.batches())
    given = []
    if words == "import":
        newer = tmp_path / "orders.csv"
        largest = max(own.example.folder.glob("orders*.csv"), key=lambda path: path.stat().st_size)
        shutil.copy(largest, newer)
        newer.write_text(newer.read_text(encoding="utf-8").replace(",EUR,", ",PLN,"), "utf-8")
        given = [str(newer), "--keep-good"]
    ran = subprocess.Popen(
        [*GOODWILL, "--book", str(book.folder), words, *given],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=_heed_ctrl_c,  # noqa: PLW1509  # nothing here has threads
    )  # fmt: skip
    told = ""
    assert ran.stderr is not None
    while step not in told:
        line = ran.stderr.readline()
        assert line, told
        told += line
    ran.send_signal(signal.SIGINT)
    _out, rest = ran.communicate()
    assert ran.returncode == INTERRUPTED, told + rest
    assert "Traceback" not in rest
    again = Book.open(book.folder)
    assert (again.closed_files(), again.journal.batches()) == before
    assert again.check() == []
    sweep(book.folder / "closed")
    assert not [path for path in (book.folder / "closed").iterdir() if path.name.startswith(".")]


def stopped_amid(module: str, folder: Path) -> None:
    """Run a command after a module that strikes Ctrl-C amid it; it says so, and no more."""
    (folder / "sitecustomize.py").write_text(module, encoding="utf-8")
    paths = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
    ended = subprocess.run(
        [*GOODWILL, "sources"], check=False, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": paths}, preexec_fn=_heed_ctrl_c,
    )  # fmt: skip
    assert (ended.returncode, ended.stdout) == (INTERRUPTED, "")
    assert ended.stderr == "Interrupted; nothing half done is left behind.\n"


def test_ctrl_c_while_a_class_is_made_out_of_text_ends_with_130_too(tmp_path):
    stopped_amid(
        "from goodwill.cli.main import goodwill\n"
        "goodwill.main = lambda *_, **__: exec('raise KeyboardInterrupt')\n",
        tmp_path,
    )


def test_ctrl_c_amid_a_query_is_no_fault_of_ours(tmp_path):
    """The engine raises a RuntimeError of its own then, and the KeyboardInterrupt is gone."""
    stopped_amid(
        "import os, signal\n"
        "from goodwill.cli.main import goodwill\n"
        "def query(*_, **__):\n"
        "    try:\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    except KeyboardInterrupt:\n"
        "        raise RuntimeError('Query interrupted') from None\n"
        "goodwill.main = query\n",
        tmp_path,
    )


def test_help_loads_nothing_heavy():
    code = (
        "import sys; from goodwill.cli import main; main(['--help']);"
        "print(' '.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert (
        loaded & {"duckdb", "numpy", "scipy", "sqlglot", "django", "babel", "cryptography"} == set()
    )
    assert Path(__file__).name not in loaded
