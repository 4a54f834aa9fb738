"""The outlook: the coming years in branches, with bands that past cuts have put to the test."""
