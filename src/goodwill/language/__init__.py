"""Words: would you write this to a friend? Rules that remark on harm, and never reward politeness."""
