"""Moments: what happened, told, kept in the journal, and folded into cases."""
