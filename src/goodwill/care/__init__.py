"""What each person does for a customer today, what is never done, and whether it works."""
