"""The fold told once more, slowly and in plain Python, for the fast one to be compared with.

It takes the rows of `moments` and `parties` as dictionaries and works every clock out from the
calendars themselves. Its order within an instant is the one documented: what opens a matter, then
theirs, then ours, then what closes it.
"""

from datetime import UTC
from statistics import median
from zoneinfo import ZoneInfo

CONTACTS = {"question", "complaint", "claim", "request", "reopening", "call_attempt"}
ANSWERS = {"answer", "refusal", "resolution", "decision", "offer", "visit", "concession"}
CREDITS = {"credit", "defect", "wrong_invoice", "short"}


def slow_fold(moments, parties, closed_at, settings):
    by_case = {}
    for moment in moments:
        if moment["about"] and moment["happened_at"] <= closed_at:
            by_case.setdefault(moment["about"], []).append(moment)
    people = {row["party"]: row for row in parties}
    rows = [
        _case(about, sorted(found, key=_order), people, closed_at, settings)
        for about, found in by_case.items()
    ]
    for row in rows:
        row["usual_late"] = _usual(row, rows)
    for row in rows:
        del row["_payable"]
    return {row["case_id"]: row for row in rows}


def _order(m):
    if m["kind"] in ("purchase", "invoice") or _is_contact(m):
        step = 0
    elif m["direction"] == "in":
        step = 1
    else:
        step = 3 if m["kind"] == "resolution" or m["purpose"] == "resumed" else 2
    return m["happened_at"], step, m["id"]


def _is_contact(m):
    return m["direction"] == "in" and m["kind"] in CONTACTS


def _is_answer(m):
    empty = m["purpose"] in ("receipt", "priority", "missed")
    return m["direction"] == "out" and m["kind"] in ANSWERS and not empty


def _case(about, ms, people, closed_at, settings):
    calendar = settings.calendar_of(ms[0]["team"])
    row = {"case_id": about, "sort": about.split(":")[0]}

    def clock(instant):
        return None if instant is None else calendar.worked(instant)

    def put(stem, moment, *, at=True, worked=True, number=True):
        instant = moment["happened_at"] if moment else None
        if at:
            row[f"{stem}_at"] = instant
        if worked:
            row[f"{stem}_worked"] = clock(instant)
        if number:
            row[f"{stem}_id"] = moment["id"] if moment else None

    def count(name, found, stem=None):
        row[name] = len(found)
        if stem:
            row[f"{stem}_id"] = found[-1]["id"] if found else None

    def of(kind, direction=None, purpose=None):
        return [
            m
            for m in ms
            if m["kind"] == kind
            and direction in (None, m["direction"])
            and purpose in (None, m["purpose"])
        ]

    outside = [m["party"] for m in ms if m["direction"] != "inside" and m["party"]]
    row["party"] = next(iter([*outside, *(m["party"] for m in ms if m["party"])]), None)
    person = people.get(row["party"], {})
    row["segment"] = person.get("segment")
    put("opened", ms[0])
    row |= {"opened_by": ms[0]["kind"], "opened_direction": ms[0]["direction"]}
    for column in ("channel", "purpose", "policy", "currency"):
        row[column] = next((m[column] for m in ms if m[column] is not None), None)
    row["urgent"] = any(m["purpose"] == "emergency" for m in ms)
    put("last", ms[-1])
    row |= {"moments": len(ms), "contacts": sum(map(_is_contact, ms))}

    answers = [m for m in ms[1:] if _is_answer(m)]
    put("answered", next(iter(answers), None))
    put("human", next((m for m in answers if m["person"]), None))

    resolutions, reopenings = of("resolution"), of("reopening")
    last = resolutions[-1] if resolutions else None
    if last and reopenings and _order(reopenings[-1]) > _order(last):
        last = None
    put("resolved", last)

    count("reopenings", reopenings)
    count("handovers", of("handover"), "handover")
    elsewhere = [m for m in ms if m["kind"] in ("answer", "refusal") and m["direction"] == "out"]
    count("elsewhere", [m for m in elsewhere if m["purpose"] == "elsewhere"], "elsewhere")
    count("repeats", of("request", "out", "repeat"), "repeat")
    refusals = of("refusal", "out")
    count("refusals", refusals, "refusal")
    count("concessions", of("concession", "out"), "concession")
    count("complaints", of("complaint", "in"), "complaint")
    agreed = of("purchase") + [m for m in of("decision") if m["purpose"] != "priority"]
    changes = [
        m
        for m in of("request", "in", "change")
        if any(a["happened_at"] <= m["happened_at"] for a in agreed)
    ]
    count("changes", changes, "change")
    count("absences", of("visit", "in", "missed"))
    remedies = of("offer", "out") + of("concession", "out") + of("answer", "out", "alternative")
    row["refused_alone"] = sum(
        all(remedy["happened_at"] < m["happened_at"] for remedy in remedies) for m in refusals
    )

    _dues(row, ms, put, clock)
    _money(row, ms, put, person, closed_at, settings)

    ratings = [m for m in of("rating") if m["quantity"] is not None]
    rating = ratings[-1] if ratings else None
    row["rating"] = rating["quantity"] if rating else None
    row["rated_at"] = rating["happened_at"] if rating else None
    row["rating_id"] = rating["id"] if rating else None
    served = [
        m
        for m in ms
        if rating
        and m["direction"] == "out"
        and m["kind"] in ("answer", "visit", "resolution", "delivery")
        and m["purpose"] not in ("receipt", "missed")
        and m["happened_at"] <= rating["happened_at"]
    ]
    row["rated_id"] = served[-1]["id"] if served else None

    still = _pauses(ms, clock, clock(closed_at))
    opened, closed = row["opened_worked"], clock(closed_at)
    for name, end in (("answer", row["answered_worked"]), ("resolve", row["resolved_worked"])):
        row[f"{name}_paused"] = _inside(still, opened, closed if end is None else end)
    _next(row, ms, clock, closed, still)
    return row


def _dues(row, ms, put, clock):
    def theirs(m):
        return m["kind"] == "promise" and m["direction"] == "in"

    due = [m for m in ms if m["due_at"] and m["kind"] != "absence" and m["purpose"] != "priority"]
    words = ("purchase", "promise", "decision", "visit")
    ours = [m for m in due if not theirs(m) and m["kind"] != "invoice"]
    bills = [m for m in due if m["kind"] == "invoice"]
    kind = ours or [m for m in due if theirs(m)] or bills
    row["due_at"] = max((m["due_at"] for m in kind), default=None)
    row["due_worked"] = clock(row["due_at"])
    promised = [m for m in ours if m["kind"] in words] or [m for m in due if theirs(m)]
    put("promised", next(iter(promised), None), worked=False)
    papers = any(m["kind"] in ("promise", "request") and m["purpose"] == "papers" for m in ms)
    delivered = [m for m in ms if m["kind"] == "delivery" and (papers or m["purpose"] != "papers")]
    done = [
        m for m in ms if m["kind"] == "fulfilment" or (m in delivered and m["purpose"] != "partial")
    ]
    put("fulfilled", done[-1] if done else None)
    put("delivered", delivered[-1] if delivered else None)


def _money(row, ms, put, person, closed_at, settings):
    kinds = ("purchase", "invoice", "payment", "refund")
    dealt = [m for m in ms if m["kind"] in kinds]
    mixed = len({m["currency"] for m in dealt if m["currency"]}) > 1

    def total(found):
        return sum((m["amount"] for m in found if m["amount"] is not None), start=0)

    def named(kind):
        return [m for m in dealt if m["kind"] == kind]

    refunds, payments = named("refund"), named("payment")
    credits_given = [m for m in refunds if m["purpose"] in CREDITS]
    priced = [
        total(named(kind))
        for kind in ("purchase", "invoice")
        if any(m["amount"] is not None for m in named(kind))
    ]
    known = bool(dealt) and not mixed
    row["amount"] = max(priced) if priced and known else None
    row["paid"] = total(payments) if known else None
    row["refunded"] = total(refunds) if known else None
    row["credited"] = total(credits_given) if known else None
    put("credit", credits_given[-1] if credits_given else None, at=False, worked=False)

    owed = None if row["amount"] is None else row["amount"] - row["credited"]
    payable = known and (owed is None or owed > 0)
    settled, so_far = None, 0
    for payment in payments if payable else ():
        so_far += payment["amount"] or 0
        if payment["amount"] is None or owed is None or so_far >= owed:
            settled = payment
            break
    put("paid", settled, worked=False)
    of_segment = settings.zones_of_segment.get(person.get("segment"), settings.zone)
    zone = ZoneInfo(person.get("zone") or of_segment)
    due = max((m["due_at"] for m in named("invoice") if m["due_at"]), default=None)
    end = settled["happened_at"] if settled else closed_at
    row["_payable"] = payable and due is not None
    row["days_late"] = (_day(end, zone) - _day(due, zone)).days if row["_payable"] else None


def _day(instant, zone):
    return instant.replace(tzinfo=UTC).astimezone(zone).date()


def _usual(row, rows):
    earlier = [
        other["days_late"]
        for other in rows
        if other["_payable"]
        and other["party"] == row["party"]
        and other["paid_at"]
        and other["paid_at"] < row["opened_at"]
    ]
    usable = row["_payable"] and row["party"] and len(earlier) >= 5
    return float(median(earlier)) if usable else None


def _pauses(ms, clock, closed):
    """Give the stretches that stand still, one minute of the clock belonging to one at most."""
    stretches = []
    for n, m in enumerate(ms):
        if m["direction"] == "out" and m["kind"] == "request" and m["purpose"] == "waiting":
            ends = [
                clock(later["happened_at"])
                for later in ms[n + 1 :]
                if later["direction"] == "in" or later["purpose"] == "resumed"
            ]
            stretches.append((clock(m["happened_at"]), ends[0] if ends else closed))
    return stretches


def _inside(stretches, begin, end):
    """Sum what the stretches cover of a time, counting what several cover only once."""
    covered, reached = 0.0, begin
    for first, last in sorted(stretches):
        low, high = max(first, reached), min(last, end)
        if high > low:
            covered += high - low
            reached = high
    return covered


def _next(row, ms, clock, closed, still):
    waits = []
    for n, m in enumerate(ms):
        if n and _is_contact(m):
            start = clock(m["happened_at"])
            later = [clock(a["happened_at"]) for a in ms[n + 1 :] if _is_answer(a)]
            end = later[0] if later else closed
            waits.append((end - start - _inside(still, start, end), -n, m["id"], not later))
    # waits of the same length are told apart by order, and floats by a thousandth of a second
    longest = max(
        ((round(wait, 5), order, number) for wait, order, number, _ in waits), default=None
    )
    row["next_wait"] = longest[0] if longest else None
    row["next_id"] = longest[2] if longest else None
    row["next_open"] = any(is_open for *_, is_open in waits)
