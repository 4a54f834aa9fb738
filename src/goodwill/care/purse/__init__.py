"""The purse: who may give how much away without asking, and the reserve that pays for it."""

from goodwill.care.purse.asking import ALLOWED, BACKING, REFUSED, Ask, Decision, of_play
from goodwill.care.purse.journal import FILE, KINDS, MINUTES, MONEY, Entry, Posting
from goodwill.care.purse.purse import Purse, clock, erase

__all__ = [
    "ALLOWED",
    "BACKING",
    "FILE",
    "KINDS",
    "MINUTES",
    "MONEY",
    "REFUSED",
    "Ask",
    "Decision",
    "Entry",
    "Posting",
    "Purse",
    "clock",
    "erase",
    "of_play",
]
