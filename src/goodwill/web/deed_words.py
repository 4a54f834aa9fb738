"""How deeds are said, by their sort: what was seen, taken, changed, and who came and went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SAW: dict[str, StrPromise] = {
    "saw": gettext_lazy("saw"),
}
TOOK: dict[str, StrPromise] = {
    "took csv": gettext_lazy("took as CSV"),
    "took xlsx": gettext_lazy("took as a workbook"),
    "took json": gettext_lazy("took as JSON"),
    "took pdf": gettext_lazy("took as PDF"),
    "took svg": gettext_lazy("looked at a picture"),
    "took png": gettext_lazy("took as a picture"),
    "took moments": gettext_lazy("took moments"),
    "was sent": gettext_lazy("got by letter"),
}
CHANGED: dict[str, StrPromise] = {
    "changed password": gettext_lazy("changed the password"),
    "invited": gettext_lazy("invited somebody"),
    "changed member": gettext_lazy("changed a member"),
    "shut out": gettext_lazy("shut a member out"),
    "let in": gettext_lazy("let a member in again"),
    "made link": gettext_lazy("made a link for a member"),
    "named deputy": gettext_lazy("named a deputy"),
    "ended deputy": gettext_lazy("ended a deputyship"),
    "made key": gettext_lazy("made a key"),
    "revoked key": gettext_lazy("revoked a key"),
    "import": gettext_lazy("imported"),
    "undo": gettext_lazy("took an import back"),
    "close": gettext_lazy("closed the book"),
    "settings": gettext_lazy("changed settings"),
    "digest": gettext_lazy("settled letters"),
    "digest trial": gettext_lazy("had a letter sent to try it"),
    "unsubscribe": gettext_lazy("wants no more letters"),
    "decided": gettext_lazy("wrote down a decision about a colleague"),
    "pass": gettext_lazy("gave a customer a link"),
    "pass withdrawn": gettext_lazy("withdrew the link of a customer"),
    "plea": gettext_lazy("a customer asked through the window"),
    "plea taken": gettext_lazy("took on what a customer asked"),
    "plea answered": gettext_lazy("answered what a customer asked"),
    "plea settled": gettext_lazy("settled what a customer asked"),
    "rule kept": gettext_lazy("kept a rule for words on"),
    "rule released": gettext_lazy("let the labels of a rule speak again"),
    "promise given": gettext_lazy("wrote down a promise"),
    "promise kept": gettext_lazy("noted a promise as kept"),
    "promise moved": gettext_lazy("moved a promise"),
    "promise handed": gettext_lazy("handed a promise to a colleague"),
    "promise taken back": gettext_lazy("took a promise back"),
    "pair apart": gettext_lazy("kept a customer and a colleague apart"),
    "pair together": gettext_lazy("let a customer and a colleague meet again"),
    "purse gave": gettext_lazy("gave something out of the purse"),
    "purse set aside": gettext_lazy("set something aside in the purse"),
    "purse kept": gettext_lazy("gave what was set aside"),
    "purse given back": gettext_lazy("gave back what was set aside"),
    "purse returned": gettext_lazy("noted a unit as returned"),
    "purse asked": gettext_lazy("asked for backing of a gift"),
    "purse backed": gettext_lazy("backed a gift of a colleague"),
    "purse refused": gettext_lazy("refused to back a gift"),
    "purse told": gettext_lazy("noted that a team was told why we give"),
    "purse units": gettext_lazy("added units that may be lent"),
    "purse funded": gettext_lazy("changed the reserve"),
    "purse advertised": gettext_lazy("noted what advertising cost"),
    "purse reversed": gettext_lazy("reversed an entry of the purse"),
    "wish": gettext_lazy("noted what a customer wishes"),
    "wish taken back": gettext_lazy("took back what a customer wished"),
    "contact reserved": gettext_lazy("reserved a contact"),
    "contact sent": gettext_lazy("noted a contact as made"),
    "contact given back": gettext_lazy("noted a contact as not made"),
    "contact withdrawn": gettext_lazy("took back a contact that waited"),
    "gave a thing": gettext_lazy("gave a thing of today to a colleague"),
}
CAME: dict[str, StrPromise] = {
    "login": gettext_lazy("logged in"),
    "welcome": gettext_lazy("came in for the first time"),
    "ended stay": gettext_lazy("logged a browser out"),
}
SORTS = {"saw": SAW, "took": TOOK, "changed": CHANGED, "came": CAME}
"""What the deeds may be narrowed to."""
WORDS = SAW | TOOK | CHANGED | CAME
"""How every deed is said."""
