"""What was worked out once and may be forgotten: small JSON files in the user's cache folder."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any


def folder() -> Path:
    """Give the folder of the cache, by the habit of the system; it need not exist."""
    home = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(home) if home else Path.home() / ".cache") / "goodwill" / "words"


def kept(name: str) -> dict[str, Any]:
    """Give what was kept under a name; nothing if it is lost or spoilt."""
    with suppress(OSError, ValueError):
        found = json.loads((folder() / f"{name}.json").read_bytes())
        if isinstance(found, dict):
            return found
    return {}


def keep(name: str, more: dict[str, Any], *, anew: bool = False) -> None:
    """Keep more under a name, or only this; a cache that cannot be written is done without."""
    import tempfile  # costs a start more than all the rest of this file

    text = json.dumps(more if anew else {**kept(name), **more}, ensure_ascii=False)
    with suppress(OSError):
        folder().mkdir(parents=True, exist_ok=True)
        handle, path = tempfile.mkstemp(dir=folder(), suffix=".tmp")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(path).replace(folder() / f"{name}.json")
