"""The office: the pages that people work in; the only part of Goodwill that knows Django."""
