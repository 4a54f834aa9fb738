"""Letters that the office sends by itself: for which days, what they say, and how they leave."""
