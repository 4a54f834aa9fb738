"""The default mails of two open ticket systems, read by the linter; every remark is printed.

Fetches nothing: unpack the wheels of pretix and django-helpdesk into a folder and name it.
`python -m tests.language.demonstration FOLDER`
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from goodwill.language.linter import Linter, Message
from goodwill.language.pack import load
from goodwill.words import LANGUAGES
from tests.language.catalogues import Mail, helpdesk, tickets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from goodwill.language.remark import Remark


class Seen(NamedTuple):
    """One remark on one mail, and whether its rule speaks unless asked to be silent."""

    mail: Mail
    remark: Remark
    on: bool


def mails(folder: Path) -> Iterator[Mail]:
    """Read all default mails, in the languages in which they are there."""
    for language in LANGUAGES:
        yield from tickets(folder, language)
        yield from helpdesk(folder, language)


def remarks(folder: Path) -> Iterator[Seen]:
    """Lint every mail with every rule, those that are off by default too."""
    packs = load()
    on = {(rule.language, rule.id) for pack in packs for rule in pack.rules if rule.on}
    linter = Linter.of(packs, everything=True)
    for mail in mails(folder):
        for remark in linter.remarks(Message(mail.text, language=mail.language)):
            yield Seen(mail, remark, (remark.language, remark.rule) in on)


def main(folder: Path) -> None:
    """Print how many mails there are, every remark as a line of a table, and the sums."""
    found = Counter((mail.system, mail.language) for mail in mails(folder))
    for (system, language), count in found.items():
        sys.stdout.write(f"# {system} {language}: {count} mails\n")
    counts: Counter[tuple[str, str]] = Counter()
    for mail, remark, on in remarks(folder):
        counts[mail.language, remark.rule] += 1
        row = (mail.system, mail.language, mail.name, mail.key, remark.rule, "on" if on else "off")
        sys.stdout.write("\t".join((*row, " ".join(remark.excerpt.split()))) + "\n")
    for (language, rule), count in sorted(counts.items()):
        sys.stdout.write(f"# {language} {rule}: {count}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
