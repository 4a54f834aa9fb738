"""Evidence: what a company's own records say of a breach, and whether it may be believed."""
