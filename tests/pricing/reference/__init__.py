"""The published and measured figures of reference.json, and what answers to each of them."""
