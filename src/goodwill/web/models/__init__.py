"""What only the office knows; no customer, moment or price is here.

Those live in the journal and in the closed books.
"""

from goodwill.web.models.backing import Apart, Backing
from goodwill.web.models.deeds import Deed, Errand
from goodwill.web.models.doors import Key, Pass, Plea
from goodwill.web.models.letters import Digest, Letter, Pulse
from goodwill.web.models.members import Attempt, Deputy, Invitation, Member, Members, Stay
from goodwill.web.models.notes import Guess, Handing, Tick, View
from goodwill.web.models.promises import Moved, Promise
from goodwill.web.models.words import Label, Rehearsal

__all__ = [
    "Apart",
    "Attempt",
    "Backing",
    "Deed",
    "Deputy",
    "Digest",
    "Errand",
    "Guess",
    "Handing",
    "Invitation",
    "Key",
    "Label",
    "Letter",
    "Member",
    "Members",
    "Moved",
    "Pass",
    "Plea",
    "Promise",
    "Pulse",
    "Rehearsal",
    "Stay",
    "Tick",
    "View",
]
