"""The planted company: a simulated firm whose records are dirty and whose truth is known."""
