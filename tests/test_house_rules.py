"""The habits that keep the code readable are checked, not hoped for."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import sizes

ROOT = Path(__file__).parent.parent
NOTHING_SAYING = {"core", "utils", "util", "common", "helpers", "lib", "base", "manager", "impl"}


def test_the_sizes_of_files_and_functions_stay_within_the_habits_of_the_house():
    over = {name: pair for name, pair in sizes.measure().items() if pair[0] > pair[1]}
    assert over == {}


def test_every_folder_and_module_is_named_by_a_noun_that_says_something():
    names = {path.stem for path in (ROOT / "src").rglob("*") if path.suffix in {"", ".py"}}
    assert names & NOTHING_SAYING == set()


def test_the_layers_hold():
    done = subprocess.run(
        [_tool("lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_a_planted_wrong_import_breaks_the_layers(tmp_path):
    import shutil

    planted = tmp_path / "planted"
    shutil.copytree(ROOT / "src", planted / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", planted)
    wrong = planted / "src/goodwill/pricing/rows.py"
    wrong.write_text(wrong.read_text() + "\nfrom goodwill.moments import moment  # planted\n")
    done = subprocess.run(
        [_tool("lint-imports"), "--no-cache"],
        cwd=planted,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(planted / "src"), "PATH": ""},
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "goodwill.pricing" in done.stdout
    assert "goodwill.moments" in done.stdout


@pytest.mark.parametrize(
    ("command", "heavy"),
    [
        ("import goodwill.cli", {"duckdb", "numpy", "scipy", "sqlglot", "django", "babel"}),
        ("import goodwill.pricing", {"scipy", "numba"}),
        ("import goodwill.book", {"duckdb", "numpy", "django", "sqlglot"}),
    ],
)
def test_starting_loads_nothing_heavy(command, heavy):
    code = f"{command}; import sys; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert heavy & set(done.stdout.split()) == set()


def test_the_lock_names_no_host_and_pins_every_file():
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    assert "--index-url" not in lock
    pinned = re.findall(r"^[a-z0-9][^ ]*==", lock, flags=re.MULTILINE)
    assert len(pinned) > 30
    assert lock.count("--hash=sha256:") >= len(pinned)


def _tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)
