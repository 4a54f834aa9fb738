"""Deeds: what was done in a case, counted, and the first or the last time that it was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goodwill.moments.dealings import instant_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DEEDS = {
    "reopening": "kind = 'reopening'",
    "handover": "kind = 'handover'",
    "elsewhere": "direction = 'out' AND kind IN ('answer', 'refusal') AND purpose = 'elsewhere'",
    "repeat": "direction = 'out' AND kind = 'request' AND purpose = 'repeat'",
    "refusal": "direction = 'out' AND kind = 'refusal'",
    "concession": "direction = 'out' AND kind = 'concession'",
    "complaint": "direction = 'in' AND kind = 'complaint'",
    "absence": "direction = 'in' AND kind = 'visit' AND purpose = 'missed'",
}
"""What is counted in a case, each with the moments that count."""

_IS_REMEDY = (
    "direction = 'out' AND (kind IN ('offer', 'concession')"
    " OR kind = 'answer' AND purpose = 'alternative')"
)
_IS_SERVICE = (
    "direction = 'out' AND kind IN ('answer', 'visit', 'resolution', 'delivery')"
    " AND coalesce(purpose, '') NOT IN ('receipt', 'missed')"
)
_IS_THEIR_WORD = "(direction = 'in' AND kind = 'promise')"
_IS_BILL = "kind = 'invoice'"
_IS_OUR_WORD = f"NOT {_IS_THEIR_WORD} AND NOT {_IS_BILL}"
_IS_PROMISE = "kind IN ('purchase', 'promise', 'decision', 'visit') AND due_at IS NOT NULL"
_IS_GOODS = "kind = 'delivery' AND purpose IS DISTINCT FROM 'papers'"
_IS_DONE = (
    "(kind = 'fulfilment'"
    " OR kind = 'delivery' AND coalesce(purpose, '') NOT IN ('papers', 'partial'))"
)
_IS_PAPER = "kind = 'delivery' AND purpose = 'papers'"
_IS_WISH_FOR_PAPERS = "kind IN ('promise', 'request') AND purpose = 'papers'"


def lay_out_deeds(con: DuckDBPyConnection) -> None:
    """Make `fold_services`, `fold_dues` and the three small tables that need a second look."""
    con.execute(_SERVED)
    con.execute(_SERVICES)
    con.execute(_DUES)
    con.execute(_RATED)
    con.execute(_CHANGED)
    con.execute(_ALONE)


_COUNTS = ",\n".join(
    f"count(*) FILTER (WHERE {which}) AS {deed}s, max(place) FILTER (WHERE {which}) AS {deed}"
    for deed, which in DEEDS.items()
)

_SERVED = f"""
    CREATE OR REPLACE TEMP TABLE fold_served AS
    SELECT case_id,
        min(place) FILTER (WHERE is_answer) AS answered,
        min(worked) FILTER (WHERE is_answer) AS answered_worked,
        min(place) FILTER (WHERE is_answer AND by_person) AS human,
        min(worked) FILTER (WHERE is_answer AND by_person) AS human_worked,
        max(place) FILTER (WHERE kind = 'resolution') AS resolved,
        max(worked) FILTER (WHERE kind = 'resolution') AS resolved_worked,
        max(happened_at) FILTER (WHERE {_IS_REMEDY}) AS remedied_at,
        max(place) FILTER (WHERE kind = 'rating' AND quantity IS NOT NULL) AS rated,
        arg_max(quantity, place) FILTER (WHERE kind = 'rating' AND quantity IS NOT NULL) AS rating,
        {_COUNTS}
    FROM fold_moments
    WHERE kind IN ('answer', 'refusal', 'resolution', 'decision', 'offer', 'visit', 'concession',
        'reopening', 'handover', 'request', 'complaint', 'rating')
    GROUP BY case_id
"""

# only where the case was opened by an answer of ours must the first after it be looked for again
_SERVICES = """
    CREATE OR REPLACE TEMP TABLE fold_services AS
    SELECT s.* REPLACE (
        CASE WHEN s.answered = opened THEN a.answered ELSE s.answered END AS answered,
        CASE WHEN s.answered = opened THEN a.answered_worked ELSE s.answered_worked END
            AS answered_worked,
        CASE WHEN s.human = opened THEN a.human ELSE s.human END AS human,
        CASE WHEN s.human = opened THEN a.human_worked ELSE s.human_worked END AS human_worked,
        CASE WHEN coalesce(reopening < resolved, true) THEN resolved END AS resolved,
        CASE WHEN coalesce(reopening < resolved, true) THEN resolved_worked END AS resolved_worked)
    FROM fold_served s JOIN fold_firsts f USING (case_id)
    LEFT JOIN (
        SELECT case_id, min(place) AS answered, min(m.worked) AS answered_worked,
            min(place) FILTER (WHERE by_person) AS human,
            min(m.worked) FILTER (WHERE by_person) AS human_worked
        FROM fold_moments m JOIN (
            SELECT case_id, opened FROM fold_served JOIN fold_firsts USING (case_id)
            WHERE answered = opened
        ) USING (case_id)
        WHERE is_answer AND place > opened GROUP BY case_id
    ) a USING (case_id)
"""

# papers complete a case only where papers were asked for or promised
_DUES = f"""
    CREATE OR REPLACE TEMP TABLE fold_dues AS
    SELECT case_id,
        coalesce(our_due, their_due, bill_due) AS due_at,
        CASE WHEN our_due IS NOT NULL THEN our_due_worked
            WHEN their_due IS NOT NULL THEN their_due_worked ELSE bill_due_worked END AS due_worked,
        coalesce(promised, their_promised) AS promised,
        CASE WHEN papers_wanted THEN greatest(fulfilled, paper) ELSE fulfilled END AS fulfilled,
        CASE WHEN papers_wanted THEN greatest(fulfilled_worked, paper_worked)
            ELSE fulfilled_worked END AS fulfilled_worked,
        CASE WHEN papers_wanted THEN greatest(delivered, paper) ELSE delivered END AS delivered,
        CASE WHEN papers_wanted THEN greatest(delivered_worked, paper_worked)
            ELSE delivered_worked END AS delivered_worked
    FROM (
        SELECT case_id,
            max(due_at) FILTER (WHERE {_IS_OUR_WORD}) AS our_due,
            max(due_worked) FILTER (WHERE due_at IS NOT NULL AND {_IS_OUR_WORD}) AS our_due_worked,
            max(due_at) FILTER (WHERE {_IS_THEIR_WORD}) AS their_due,
            max(due_worked) FILTER (WHERE due_at IS NOT NULL AND {_IS_THEIR_WORD})
                AS their_due_worked,
            max(due_at) FILTER (WHERE {_IS_BILL}) AS bill_due,
            max(due_worked) FILTER (WHERE due_at IS NOT NULL AND {_IS_BILL}) AS bill_due_worked,
            min(place) FILTER (WHERE {_IS_PROMISE} AND {_IS_OUR_WORD}) AS promised,
            min(place) FILTER (WHERE {_IS_PROMISE} AND {_IS_THEIR_WORD}) AS their_promised,
            max(place) FILTER (WHERE {_IS_DONE}) AS fulfilled,
            max(worked) FILTER (WHERE {_IS_DONE}) AS fulfilled_worked,
            max(place) FILTER (WHERE {_IS_GOODS}) AS delivered,
            max(worked) FILTER (WHERE {_IS_GOODS}) AS delivered_worked,
            max(place) FILTER (WHERE {_IS_PAPER}) AS paper,
            max(worked) FILTER (WHERE {_IS_PAPER}) AS paper_worked,
            bool_or({_IS_WISH_FOR_PAPERS}) AS papers_wanted
        FROM fold_moments
        WHERE due_at IS NOT NULL OR kind IN ('fulfilment', 'delivery') OR {_IS_WISH_FOR_PAPERS}
        GROUP BY case_id
    )
"""

_RATED = f"""
    CREATE OR REPLACE TEMP TABLE fold_rated AS
    SELECT case_id, max(place) AS served
    FROM fold_moments JOIN (
        SELECT case_id, {instant_of("rated")} AS rated_at FROM fold_services WHERE rated IS NOT NULL
    ) USING (case_id)
    WHERE {_IS_SERVICE} AND happened_at <= rated_at GROUP BY case_id
"""

_IS_CHANGE = "direction = 'in' AND kind = 'request' AND purpose = 'change'"

_CHANGED = f"""
    CREATE OR REPLACE TEMP TABLE fold_changed AS
    SELECT case_id, count(*) AS changes, max(place) AS changed
    FROM fold_moments JOIN (
        SELECT case_id, min(happened_at) AS agreed_at FROM fold_moments
        WHERE (kind = 'purchase' OR kind = 'decision' AND purpose IS DISTINCT FROM 'priority')
            AND case_id IN (SELECT case_id FROM fold_moments WHERE {_IS_CHANGE})
        GROUP BY case_id
    ) USING (case_id)
    WHERE {_IS_CHANGE} AND happened_at >= agreed_at GROUP BY case_id
"""

_ALONE = f"""
    CREATE OR REPLACE TEMP TABLE fold_alone AS
    SELECT case_id, count(*) AS refused_alone
    FROM fold_moments JOIN fold_services USING (case_id)
    WHERE {DEEDS["refusal"]} AND coalesce(happened_at > remedied_at, true) GROUP BY case_id
"""
