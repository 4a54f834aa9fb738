"""What the firm sells, and how an order becomes lines, deliveries and what goes wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from goodwill.example import causes
from goodwill.example.clock import DAY, instant_of
from goodwill.example.desk import at_hours

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from goodwill.example.causes import Fault
    from goodwill.example.clock import Clock, Minutes
    from goodwill.example.customers import Customers
    from goodwill.example.life import Purchases
    from goodwill.example.staff import Staff

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Words = NDArray[np.str_]
    Flags = NDArray[np.bool_]


class Article(NamedTuple):
    """One thing for sale; what the firm assembles itself takes longer and may be faulty."""

    code: str
    name: str
    price: float
    assembled: bool


ARTICLES = tuple(
    Article(code, name, price, assembled)
    for code, name, price, assembled in (
        ("G-101", "Garden spade, ash handle", 24.90, False),
        ("G-104", "Pruning shears", 18.50, False),
        ("G-117", "Watering can 10 l", 14.20, False),
        ("G-130", "Hose reel 25 m", 49.00, False),
        ("G-152", "Rain barrel 200 l", 79.00, False),
        ("G-210", "Garden bench, oak", 219.00, True),
        ("G-215", "Folding table", 139.00, True),
        ("G-260", "Compost sieve, motor", 385.00, True),
        ("K-301", "Chef's knife 20 cm", 36.00, False),
        ("K-302", "Bread knife", 21.00, False),
        ("K-310", "Enamel pot 6 l", 42.50, False),
        ("K-322", "Cutting board, beech", 17.90, False),
        ("K-340", "Kitchen scales", 29.90, False),
        ("K-410", "Vegetable cutter", 520.00, True),
        ("K-420", "Dough mixer 20 l", 890.00, True),
    )
)


class Orders(NamedTuple):
    """One value per order; minutes are on the firm's wall clock, due days are whole days."""

    customer: Ints
    minute: Minutes
    total: Floats
    assembled: Flags
    due: Minutes
    delivered: Minutes
    picker: Words
    driver: Words
    seller: Words
    wrong: dict[str, Flags]


class Handling:
    """Takes the orders of each week, delivers them, and remembers what became of them."""

    def __init__(
        self, rng: np.random.Generator, people: Customers, staff: Staff, clock: Clock
    ) -> None:
        self.rng, self.people, self.staff, self.clock = rng, people, staff, clock
        self.weeks: list[Orders] = []
        self.faults: list[Fault] = []

    def __call__(self, purchases: Purchases) -> list[Fault]:
        """Fulfil the orders of one week and give the faults that the customers will meet."""
        orders, faults = self._handle(purchases)
        self.weeks.append(orders)
        self.faults += faults
        return faults

    def orders(self) -> Orders:
        """Give all orders of all weeks in order of time."""
        names = self.weeks[0].wrong
        wrong = {key: np.concatenate([week.wrong[key] for week in self.weeks]) for key in names}
        columns: list[Any] = [
            np.concatenate(parts) for parts in zip(*(w[:-1] for w in self.weeks), strict=True)
        ]
        columns.append(wrong)
        return Orders(*columns)

    def _handle(self, purchases: Purchases) -> tuple[Orders, list[Fault]]:
        rng, customer = self.rng, purchases.customer
        business = self.people.segment[customer] == "business"
        hour = np.where(
            business,
            at_hours(rng, purchases.minute, 8, 17),
            at_hours(rng, purchases.minute, 7, 22),
        )
        size = len(customer)
        assembled = rng.random(size) < np.where(business, 0.35, 0.15)
        days = np.where(assembled, 7, 3)
        due = np.floor(self.clock.after(hour, days * 480.0 + 1) / DAY) * DAY
        crew = self._crew(business, hour)
        december = np.array([instant_of(minute).month == 12 for minute in hour], bool)
        where = {
            "team": np.full(size, "Transport"),
            "person": crew["driver"],
            "process": np.where(december, "Christmas", ""),
        }
        late = causes.draw(rng, "delivered_as_promised", hour, where)
        early = due - rng.integers(0, 2, size) * DAY
        on_time = np.maximum(early, np.floor(hour / DAY) * DAY + DAY) + rng.uniform(540, 960, size)
        behind = due + rng.integers(1, 8, size) * DAY + rng.uniform(540, 960, size)
        delivered = np.floor(np.where(late.wrong, behind, on_time))
        orders = Orders(
            customer, hour, purchases.total, assembled, due, delivered,
            crew["picker"], crew["driver"], crew["seller"], {"delivered_as_promised": late.wrong},
        )  # fmt: skip
        faults = [causes.gather("delivered_as_promised", late, customer, delivered, where)]
        return self._mistakes(orders, faults)

    def _crew(self, business: Flags, minute: Minutes) -> dict[str, Words]:
        """Draw by lot who sells, who picks and who drives."""
        names = np.array(self.staff.people())
        sales = np.where(business, "Business sales", "Retail sales")
        teams = {
            "seller": sales,
            "picker": np.full(len(minute), "Central warehouse"),
            "driver": np.full(len(minute), "Transport"),
        }
        return {
            role: names[self.staff.serve(self.rng, team, minute)] for role, team in teams.items()
        }

    def _mistakes(self, orders: Orders, faults: list[Fault]) -> tuple[Orders, list[Fault]]:
        """Draw what a credit note will own up to: a defect, a short measure, a wrong invoice."""
        wrong = dict(orders.wrong)
        homes = {
            "no_defect": "Assembly",
            "full_measure": "Central warehouse",
            "right_invoice": "Invoicing",
        }
        taken = np.zeros(len(orders.minute), bool)
        for fault, team in homes.items():
            place = {
                "team": np.full(len(taken), team),
                "process": np.where(orders.assembled, "assembly", ""),
            }
            drawn = causes.draw(self.rng, fault, orders.minute, place)
            drawn = drawn._replace(wrong=drawn.wrong & ~taken)
            taken |= drawn.wrong
            wrong[fault] = drawn.wrong
            noticed = orders.delivered + 10 * DAY
            faults.append(causes.gather(fault, drawn, orders.customer, noticed, place))
        return orders._replace(wrong=wrong), faults


class Line(NamedTuple):
    """One article of an order."""

    article: Article
    quantity: int
    price: float


def lines(rng: np.random.Generator, total: float, *, assembled: bool) -> list[Line]:
    """Split an order's total over one to four articles, at prices near the catalogue's."""
    shares = rng.dirichlet(np.full(int(rng.integers(1, 5)), 2.0))
    found: list[Line] = []
    for place, share in enumerate(shares):
        part = float(share) * total
        choice = [a for a in ARTICLES if a.assembled == (assembled and not place)]
        # nobody sells a mixer for the price of a spade
        cheap = [a for a in choice if a.price <= part] or [min(choice, key=lambda a: a.price)]
        article = cheap[int(rng.integers(len(cheap)))]
        quantity = max(1, round(part / article.price))
        price = round(part / quantity, 2)
        if price >= 0.01:
            found.append(Line(article, quantity, price))
    return found
