"""Benchmarks: each measures a limit or a peer in the same run and gives ratios."""
