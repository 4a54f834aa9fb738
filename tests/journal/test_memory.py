"""An import has no limit of rows: what does not fit the memory given goes to disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import json, sys
from pathlib import Path
from benchmarks import journal_import
from goodwill.moments.journal import Journal, engine
from tests.journal import records
from tests.memory import peak_megabytes

folder, rows, memory = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
con = engine(memory, folder)
journal = records.new_journal(folder)
con.execute(journal_import.FACTS.format(rows=rows))
con.execute(journal_import.PARTIES)
con.execute(
    "CREATE TABLE secrets AS"
    " SELECT party, 'name' AS item, 'Name of ' || party AS plain FROM parties"
)
batch = journal.write(
    con, source="t", file="t", facts="facts", parties="parties", secrets="secrets"
)
again = journal.write(con, source="t", file="t", facts="facts", parties="parties")
peak = peak_megabytes()
print(json.dumps([batch.new, batch.secrets, again.repeated, again.name, peak]))
"""


def test_two_million_rows_are_imported_within_the_memory_given(tmp_path):
    """Written out, the facts alone are about 350 MB; the engine is given 300."""
    root = Path(__file__).parents[2]
    ran = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path), "2000000", "300MB"],
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr

    new, secrets, repeated, name, peak = json.loads(ran.stdout)
    assert (new, repeated, name) == (2_000_000, 2_000_000, "")
    assert secrets > 100_000
    assert peak < 600, peak
