"""Sources: a file for each kind of record, which says how its rows become moments."""
