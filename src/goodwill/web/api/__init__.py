"""The interface for programs, `/api/v1`: reports and moments out, moments and files in.

A program comes with a key, which acts as a member within its scopes: whatever it reads or writes
goes through `web/access.py` as if the member had asked. No cookie is read here.
"""
