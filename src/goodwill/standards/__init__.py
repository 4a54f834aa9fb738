"""Standards: what is owed at a moment or in a case, by us and by them, and who kept it."""
