"""What is said of each guard: its question, its answers, what would help, and its figures."""

from __future__ import annotations

from typing import NamedTuple

from goodwill.words import mark


class Shown(NamedTuple):
    """One figure of a guard: its name in the book, what it is called, and the kind of value.

    Kinds are those of a report, and `effect`, an effect on the log of a rate.
    """

    name: str
    label: str
    kind: str


class Words(NamedTuple):
    """What is said of one guard. What it says when it fails must make sense by itself."""

    asks: str
    passed: str
    failed: str
    untold: str
    helps: str
    """What the owner can do where it fails."""
    figures: tuple[Shown, ...] = ()


LONGER = mark("Ask your records again when they reach back a year further.")
BY_LOT = mark(
    "Only a comparison by lot can tell: treat some customers better, chosen by chance, and compare."
)
TOO_FEW_GONE = mark("Too few customers have gone to tell.")

WORDS = {
    "contacts": Words(
        mark("Do customers stop calling and writing when they stop buying?"),
        mark(
            "This was measured on those who have probably stopped buying. Where they go on calling,"
            " a call is not taken for a sign that the customer is still there."
        ),
        mark("They go on calling."),
        TOO_FEW_GONE,
        LONGER,
        (
            Shown("found", mark("contacts after the last purchase"), "number"),
            Shown("expected", mark("to be expected if they went on"), "number"),
        ),
    ),
    "recording": Words(
        mark("Are these cases recorded whether or not the customer is still there?"),
        mark(
            "They are; or else being recorded is itself read as a sign that the customer is still"
            " there."
        ),
        mark(
            "They are recorded less often once a customer has gone. Then whoever has many of them"
            " is somebody who stayed, and being let down would look like a reason to stay."
        ),
        TOO_FEW_GONE,
        mark(
            "Import what customers do besides buying (calls, tickets, messages): it shows who is"
            " still there."
        ),
        (
            Shown("found", mark("recorded after the last sign of life"), "number"),
            Shown("expected", mark("to be expected"), "number"),
        ),
    ),
    "exposure": Words(
        mark("Is it only that whoever deals with us more is also let down more?"),
        mark(
            "No: how much each customer deals with us stands beside the breaches in the reckoning."
        ),
        mark(
            "The figure moves too far once it is reckoned how much each customer deals with us: the"
            " two cannot be kept apart here."
        ),
        mark("Your records hold no dealings that went well, so this cannot be told."),
        mark("Import all dealings, also those that went well, not only what went wrong."),
        (
            Shown("without", mark("leaving more often, if dealings are left out"), "effect"),
            Shown("beside", mark("with them"), "effect"),
        ),
    ),
    "fragile": Words(
        mark("Is it only that customers who are easy to lose are treated worse?"),
        mark(
            "No: how each customer was treated until then stands beside it, so that customers are"
            " compared with themselves."
        ),
        mark(
            "The figure moves too far once customers are compared with themselves: customers who"
            " are easy to lose seem to be treated worse, and that looks like an effect."
        ),
        mark("Customers differ too little in how they are treated to tell."),
        BY_LOT,
        (
            Shown(
                "without", mark("leaving more often, customers compared with each other"), "effect"
            ),
            Shown("beside", mark("each compared with itself"), "effect"),
        ),
    ),
    "surge": Words(
        mark("Do customers get in touch much more often just before they go?"),
        mark("No: until they go, they are in touch no more often than before."),
        mark(
            "Customers who go are in touch much more often in their last weeks. They had made up"
            " their minds before we let them down: the record follows the decision."
        ),
        TOO_FEW_GONE,
        BY_LOT,
        (
            Shown("found", mark("times in touch in the last four weeks"), "number"),
            Shown("expected", mark("to be expected"), "number"),
        ),
    ),
    "old_recent": Words(
        mark("Does it fade as a memory does, or is all of it in the first weeks?"),
        mark("As far as can be told, it fades as a memory does."),
        mark(
            "All of it falls in the first weeks, far more than a fading memory would leave. So it"
            " looks when customers who have already decided to go are let down, or complain, on"
            " their way out."
        ),
        mark("There are too few cases to tell old ones from recent ones."),
        BY_LOT,
        (
            Shown("recent", mark("leaving more often after recent cases"), "effect"),
            Shown("old", mark("after older ones"), "effect"),
        ),
    ),
    "clerk": Words(
        mark("Does it also show by who happened to serve?"),
        mark(
            "Nothing contradicts it: customers who happened to meet somebody that lets customers"
            " down more often behave no otherwise, as far as can be told."
        ),
        mark(
            "Customers who happened to meet somebody that lets customers down more often do not"
            " behave as this figure says. So it is something about the customers, not about how"
            " they were treated."
        ),
        mark("It shows too little to tell."),
        mark("Import who served in every dealing: the more people, the more chance can tell."),
        (
            Shown("servers", mark("people who serve"), "number"),
            Shown("leaving", mark("leaving more often, by who served"), "effect"),
        ),
    ),
    "placebo": Words(
        mark("Does it vanish when the cases are given to other customers by lot?"),
        mark("Yes, as it should: it belongs to the customers who were treated so."),
        mark(
            "As much is found when the cases are given to other customers by lot. So it is not the"
            " treatment that is seen."
        ),
        mark("There are too few cases to tell."),
        LONGER,
    ),
    "control": Words(
        mark("Does something that customers cannot notice seem to drive them away?"),
        mark("No: what they cannot notice does nothing, as it should."),
        mark(
            "Something that customers cannot notice seems to drive them away. So your records show"
            " effects where there are none."
        ),
        mark("Nothing in your records is of a kind that customers cannot notice."),
        mark("Look at how these cases come to be recorded: something else decides who has them."),
    ),
    "half_life": Words(
        mark("Do your records tell how long it is remembered?"),
        mark("Roughly; the price is averaged over what they leave open."),
        mark("Your records contradict each other about how long it is remembered."),
        mark("No; the price is averaged over all that is believed of it."),
        LONGER,
        (
            Shown("median", mark("half forgotten after"), "weeks"),
            Shown("low", mark("at the least"), "weeks"),
            Shown("high", mark("at the most"), "weeks"),
        ),
    ),
    "identifiability": Words(
        mark("Do your records set any bounds to the figure?"),
        mark("Yes, on both sides."),
        mark(
            "Your records set no bound to the figure on one side: beyond a point, any size fits"
            " them as well."
        ),
        mark("Hardly anybody seems to leave, or all leave alike; so bounds are wide."),
        LONGER,
    ),
    "leakage": Words(
        mark("Was it recorded before the outcome was decided?"),
        mark("Yes, in nearly all cases."),
        mark(
            "Much of it was recorded when the outcome had already been decided. It tells what"
            " happened, and is no reason for it."
        ),
        mark("There are too few cases to tell."),
        mark("Use only what was recorded before the customer decided."),
        (Shown("in_time", mark("recorded in time"), "share"),),
    ),
    "grievance": Words(
        mark("Is it recorded by our own clocks and systems, not by the customer's complaint?"),
        mark("Yes."),
        mark(
            "It is recorded by the customer's own complaint, and many complain because they are"
            " leaving. It tells who leaves, not why."
        ),
        mark("This cannot be told."),
        mark("Measure the same by the clock or by your own system, not by complaints alone."),
    ),
    "conflict": Words(
        mark("Is the figure of a size that was ever seen of one such dealing?"),
        mark("Yes."),
        mark(
            "By your records alone, one such dealing would do far more than was ever seen anywhere."
            " So it looks when customers who have already decided to go make the record."
        ),
        mark("This cannot be told."),
        BY_LOT,
        (
            Shown("own", mark("leaving more often, by your records"), "effect"),
            Shown("believed", mark("by studies"), "effect"),
        ),
    ),
    "sign": Words(
        mark("Would letting customers down be a gain?"),
        mark("No."),
        mark(
            "By your records alone, letting customers down would keep them. Whoever is let down and"
            " stays is seen to stay: that is how such a figure comes about, and it is not believed."
        ),
        mark("This cannot be told."),
        BY_LOT,
    ),
    "power": Words(
        mark("Are there enough cases to show an effect of the size that studies suggest?"),
        mark("Yes: it would be found at least four times in five."),
        mark(
            "There are too few cases for a figure of your own: it could lie anywhere between a"
            " third and three times."
        ),
        mark("Not quite: it would be missed more often than one time in five."),
        LONGER,
        (
            Shown("events", mark("cases"), "number"),
            Shown("power_leaving", mark("chance to find it by who leaves"), "share"),
            Shown("power_buying", mark("by who buys less"), "share"),
        ),
    ),
}
