"""Names and texts under a key per party: whoever destroys the key has destroyed what it closed."""

from __future__ import annotations

import hashlib
import hmac
import os
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

ITEMS = ("ref", "name", "email", "phone", "address")
"""What is kept under seal about a party; every other item is the id of a text."""

_KEY_BYTES, _NONCE_BYTES = 32, 12
_AT_ONCE = 500
_TABLES = """
CREATE TABLE IF NOT EXISTS secret (secret BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS keys (party TEXT PRIMARY KEY, key BLOB NOT NULL, batch TEXT NOT NULL)
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS erased (party TEXT PRIMARY KEY, done INTEGER NOT NULL) WITHOUT ROWID;
"""


class Sealed(NamedTuple):
    """One name or text that only the key of its party opens."""

    party: str
    item: str
    nonce: bytes
    box: bytes


def new_key() -> bytes:
    """Give a key that nobody has had before."""
    return os.urandom(_KEY_BYTES)


class Seal:
    """The seal of one party, made from its key: it closes texts and opens them again."""

    def __init__(self, key: bytes, party: str) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self.party = party
        self._key = key
        # one key for the nonces, another for the boxes
        self._cipher = AESGCM(hashlib.sha256(b"box" + key).digest())

    def close(self, item: str, text: str) -> Sealed:
        """Close a text in a box that tells nothing but its length.

        The nonce is taken from the text under the key, so the same text gives the same box and
        an import repeated brings nothing new.
        """
        place, plain = f"{self.party}|{item}".encode(), text.encode()
        nonce = hmac.digest(self._key, place + b"\0" + plain, "sha256")[:_NONCE_BYTES]
        return Sealed(self.party, item, nonce, self._cipher.encrypt(nonce, plain, place))

    def open(self, sealed: Sealed) -> str | None:
        """Open a box, or give None when it was damaged or belongs to another key."""
        from cryptography.exceptions import InvalidTag

        place = f"{sealed.party}|{sealed.item}".encode()
        try:
            return self._cipher.decrypt(sealed.nonce, sealed.box, place).decode()
        except InvalidTag:
            return None


class Keys:
    """The file of keys beside the journal; opened for each use, so that a crash leaves it whole."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self) -> None:
        """Make the file with the secret of the book, unless it is there already."""
        self.path.touch(mode=0o600)  # for its owner alone from the first moment on
        with self._open() as db:
            db.executescript(_TABLES)
            if not db.execute("SELECT 1 FROM secret").fetchone():
                db.execute("INSERT INTO secret VALUES (?)", [os.urandom(_KEY_BYTES)])

    def secret(self) -> bytes:
        """Give the secret from which the pseudonyms of this book are made."""
        with self._open() as db:
            return bytes(db.execute("SELECT secret FROM secret").fetchone()[0])

    def of(self, parties: Iterable[str]) -> dict[str, bytes]:
        """Give the keys of those parties that have one."""
        with self._open() as db:
            return {
                party: bytes(key)
                for some in _chunks(sorted(set(parties)))
                for party, key in db.execute(
                    f"SELECT party, key FROM keys WHERE party IN ({_places(some)})", some
                )
            }

    def keep(self, keys: Iterable[tuple[str, bytes]], batch: str) -> None:
        """Keep the keys of parties first seen in a batch."""
        with self._open() as db:
            db.executemany(
                "INSERT OR IGNORE INTO keys VALUES (?, ?, ?)",
                ((party, key, batch) for party, key in keys),
            )

    def parties(self) -> set[str]:
        """Give every party that has a key."""
        with self._open() as db:
            return {party for (party,) in db.execute("SELECT party FROM keys")}

    def erased(self) -> set[str]:
        """Give every party whose key was destroyed."""
        with self._open() as db:
            return {party for (party,) in db.execute("SELECT party FROM erased")}

    def destroy(self, parties: Iterable[str]) -> None:
        """Destroy keys for good and remember that these parties are not to come back."""
        gone = [(party,) for party in parties]
        with self._open() as db:
            db.executemany("DELETE FROM keys WHERE party = ?", gone)
            db.executemany("INSERT OR IGNORE INTO erased VALUES (?, 0)", gone)

    def pending(self) -> set[str]:
        """Give the erased parties whose boxes still lie in the journal."""
        with self._open() as db:
            return {party for (party,) in db.execute("SELECT party FROM erased WHERE NOT done")}

    def done(self, parties: Iterable[str]) -> None:
        """Note that the boxes of erased parties are gone too."""
        with self._open() as db:
            db.executemany(
                "UPDATE erased SET done = 1 WHERE party = ?", ((party,) for party in parties)
            )

    def orphans(self, batches: Iterable[str]) -> list[str]:
        """Give the parties whose key came with a batch that is none of these."""
        with self._open() as db:
            seen = {batch for (batch,) in db.execute("SELECT DISTINCT batch FROM keys")}
            return [
                party
                for batch in sorted(seen.difference(batches))
                for (party,) in db.execute("SELECT party FROM keys WHERE batch = ?", [batch])
            ]

    def hand_over(self, heirs: Sequence[tuple[str, str | None]]) -> None:
        """Give each key of an undone batch to the next batch that needs it, or forget it."""
        with self._open() as db:
            for party, batch in heirs:
                if batch is None:
                    db.execute("DELETE FROM keys WHERE party = ?", [party])
                else:
                    db.execute("UPDATE keys SET batch = ? WHERE party = ?", [batch, party])

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=60)) as db:
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA secure_delete = ON")  # a destroyed key is overwritten, not unlisted
            with db:
                yield db


def _chunks(parties: list[str]) -> Iterator[list[str]]:
    return (parties[start : start + _AT_ONCE] for start in range(0, len(parties), _AT_ONCE))


def _places(parties: list[str]) -> str:
    return ", ".join("?" * len(parties))
