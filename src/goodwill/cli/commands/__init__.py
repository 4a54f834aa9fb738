"""One file per command; its name is its file name."""
