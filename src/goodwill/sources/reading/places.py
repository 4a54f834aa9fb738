"""Whether there is a file to read at all, and which one was perhaps meant."""

from __future__ import annotations

import errno
import stat
from typing import TYPE_CHECKING

from goodwill.problems import InputError, Problem, nearest
from goodwill.sources.reading.refusals import empty, no_permission
from goodwill.words import _

if TYPE_CHECKING:
    from pathlib import Path


def check_file(path: Path) -> None:
    """Refuse what is not a readable regular file with something in it."""
    name = path.name or str(path)
    try:
        found = path.stat()
    except ValueError:
        raise InputError(
            Problem(repr(name), _("this is not a name that a file can have."))
        ) from None
    except OSError as error:
        raise InputError(_not_there(path, name, error)) from None
    if stat.S_ISDIR(found.st_mode):
        raise InputError(
            Problem(
                name, _("this is a folder, not a file."), _("Name the files in it, one by one.")
            )
        )
    if not stat.S_ISREG(found.st_mode):
        raise InputError(
            Problem(
                name,
                _("this is a pipe or a device, not a file; its end cannot be known."),
                _("Write the records to a file first."),
            )
        )
    if not found.st_size:
        raise InputError(empty(name))


def _not_there(path: Path, name: str, error: OSError) -> Problem:
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        near = nearest(name, (other.name for other in path.parent.glob("*")))
        hint = (
            _("Did you mean “{near}”?", near=near) if near else _("Check the name and the folder.")
        )
        return Problem(name, _("there is no such file."), hint)
    if error.errno == errno.ELOOP:
        return Problem(
            name, _("this link leads in a circle, never to a file."), _("Name the file itself.")
        )
    if error.errno in {errno.EACCES, errno.EPERM}:
        return no_permission(name)
    return Problem(name, _("the system answered: {said}", said=error.strerror))
