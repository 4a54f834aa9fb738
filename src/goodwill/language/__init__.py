"""Words: would you write this to a friend? Remarks on harm, and never marks for politeness."""
