"""The company itself: its settings, its people, the parties it deals with, its hours and money."""
