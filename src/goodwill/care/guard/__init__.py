"""The guard: may this party be contacted now, for this purpose, by anyone."""

from goodwill.care.guard.decision import ALLOWED as ALLOWED
from goodwill.care.guard.decision import DEFERRED as DEFERRED
from goodwill.care.guard.decision import REFUSED as REFUSED
from goodwill.care.guard.decision import Ask as Ask
from goodwill.care.guard.decision import Decision as Decision
from goodwill.care.guard.decision import Spoken as Spoken
from goodwill.care.guard.guard import Guard as Guard
from goodwill.care.guard.guard import as_json as as_json
from goodwill.care.guard.guard import clock as clock
from goodwill.care.guard.guard import erase as erase
from goodwill.care.guard.mix import Mix as Mix
from goodwill.care.guard.mix import mix as mix
from goodwill.care.guard.past import Past as Past
from goodwill.care.guard.past import catch_up as catch_up
from goodwill.care.guard.past import fill as fill
from goodwill.care.guard.telling import lines as lines
from goodwill.care.guard.telling import sentence as sentence
from goodwill.care.guard.wishing import wish as wish
from goodwill.care.guard.wishing import withdraw as withdraw
