"""The planted company: a simulated firm whose records are dirty and whose truth is known."""

from goodwill.example.writing import Example, write

__all__ = ["Example", "write"]
