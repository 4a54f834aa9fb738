"""Parties under pseudonyms: the journal never holds the name by which a source knows somebody."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode

SORTS = {
    "customer": "c",
    "prospect": "p",
    "partner": "r",
    "supplier": "s",
    "colleague": "w",
    "unit": "u",
}
"""Each sort of party with the letter that begins its pseudonyms."""

# Spelled out because engines and languages disagree on what a blank is;
# no-break spaces and byte order marks come with files saved by spreadsheets.
_BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\ufeff"
_DIGEST_BYTES = 9
_LETTERS = 11


def pseudonym(secret: bytes, sort: str, ref: str) -> str:
    """Give the party's name in the journal: the same ref of the same sort gives the same for ever.

    The secret is the book's own, so that nobody outside can tell whose pseudonym it is by trying
    names. Blanks around the ref do not count; a ref of blanks only names nobody.
    """
    known_as = ref.strip(_BLANKS)
    if not known_as:
        message = "an empty reference names no party"
        raise ValueError(message)
    digest = hashlib.sha256(f"{secret.hex()}:{sort}:{known_as}".encode()).digest()
    return SORTS[sort] + urlsafe_b64encode(digest[:_DIGEST_BYTES]).decode()[:_LETTERS]


def pseudonym_sql(sort_sql: str, ref_sql: str, secret: bytes) -> str:
    """Give the SQL of the same pseudonym; null where the ref is null or blank, or the sort unknown.

    `sort_sql` and `ref_sql` are expressions: a column, or a text in quotes.
    """
    known_as = f"nullif(trim(({ref_sql}), '{_BLANKS}'), '')"
    letters = " ".join(f"WHEN '{sort}' THEN '{letter}'" for sort, letter in SORTS.items())
    digest = f"sha256('{secret.hex()}:' || ({sort_sql}) || ':' || {known_as})"
    bytes_sql = f"unhex(substr({digest}, 1, {_DIGEST_BYTES * 2}))"
    name = f"substr(translate(base64({bytes_sql}), '+/', '-_'), 1, {_LETTERS})"
    return f"(CASE ({sort_sql}) {letters} END || {name})"
