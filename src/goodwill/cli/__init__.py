"""The command line: stdout is data, stderr is narration, and every fault has its exit code."""

from goodwill.cli.main import main

__all__ = ["main"]
