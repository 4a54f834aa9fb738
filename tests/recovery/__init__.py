"""Companies whose truth is planted, and how often the evidence finds it again."""
