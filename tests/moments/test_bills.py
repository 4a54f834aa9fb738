"""Stories of bills: when they are settled, how late, and what is usual for a customer."""

from tests.moments.told import case, cases, con

__all__ = ["con"]


def test_an_invoice_is_settled_by_the_payment_that_completes_it(con):
    row = case(
        con,
        "2026-03-02 09:00  us > acme  invoice  ^invoice:1  100 EUR  due 2026-03-10\n"
        "2026-03-09 09:00  acme > us  payment  ^invoice:1  40 EUR\n"
        "2026-03-12 09:00  acme > us  payment  ^invoice:1  40 EUR\n"
        "2026-03-20 09:00  us > acme  refund   ^invoice:1  20 EUR  #wrong_invoice",
    )
    assert (row["paid_id"], row["days_late"]) == (3, 2)
    assert (row["amount"], row["paid"], row["credited"], row["credit_id"]) == (100, 80, 20, 4)


def test_an_unpaid_invoice_is_late_until_the_close_and_a_credited_one_is_not_late(con):
    text = (
        "2026-03-02 09:00  us > acme  invoice  ^invoice:1  100 EUR  due 2026-03-10\n"
        "close 2026-03-15 09:00\n"
    )
    row = case(con, text)
    assert (row["paid_at"], row["days_late"]) == (None, 5)
    credited = case(con, text + "2026-03-03 09:00  us > acme  refund  ^invoice:1  100 EUR  #credit")
    assert (credited["paid_at"], credited["days_late"]) == (None, None)


def test_days_are_counted_where_the_customer_lives(con):
    text = (
        "2026-03-02 09:00  us > acme  invoice  ^invoice:1  100 EUR  due 2026-03-10\n"
        "2026-03-10 23:00  acme > us  payment  ^invoice:1  100 EUR"
    )
    assert case(con, text)["days_late"] == 0
    assert case(con, "customer acme Asia/Tokyo\n" + text)["days_late"] == 1


def test_money_of_two_currencies_has_no_sum(con):
    row = case(
        con,
        "2026-03-02 09:00  us > acme  invoice  ^invoice:1  100 EUR  due 2026-03-10\n"
        "2026-03-02 09:00  us > acme  invoice  ^invoice:1  100 UAH  due 2026-03-10",
    )
    assert (row["amount"], row["paid"], row["days_late"]) == (None, None, None)


def test_what_is_usual_needs_five_invoices_settled_before(con):
    lines = []
    for month in range(1, 7):
        lines.append(
            f"2026-{month:02}-01 09:00  us > acme  invoice  ^invoice:{month}  9 EUR"
            f"  due 2026-{month:02}-10"
        )
        lines.append(
            f"2026-{month:02}-{10 + month:02} 09:00  acme > us  payment  ^invoice:{month}  9 EUR"
        )
    rows = cases(con, "\n".join(lines))
    assert [row["days_late"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row["usual_late"] for row in rows] == [None] * 5 + [3.0]
