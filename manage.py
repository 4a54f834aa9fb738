"""Django's own commands for the office of the book that GOODWILL_BOOK names.

GOODWILL_BOOK=acme python manage.py check --deploy
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from goodwill.web.office import office_settings


def main() -> None:
    """Run the command of Django that the command line names."""
    from django.conf import settings
    from django.core.management import execute_from_command_line

    secure = bool(os.environ.get("GOODWILL_BEHIND_HTTPS"))
    settings.configure(**office_settings(Path(os.environ.get("GOODWILL_BOOK", ".")), secure=secure))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
