"""Run the command line as `python -m goodwill`."""

import sys

from goodwill.cli import main

if __name__ == "__main__":
    code = main()
    # A Ctrl-C that struck while Python made a class out of text stays noted as unhandled until
    # the next text is run, and with `-m` Python would kill itself instead of giving our exit code.
    exec("")  # noqa: S102
    sys.exit(code)
