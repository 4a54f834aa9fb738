"""Settings of an office without a book, for the type checker alone."""

import tempfile
from pathlib import Path

from goodwill.web.office import office_settings

globals().update(office_settings(Path(tempfile.mkdtemp(prefix="goodwill-types-"))))
