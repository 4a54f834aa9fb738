"""The sixty people of the firm, their reporting lines with dates, and who sits where on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from goodwill.example.clock import minute_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from goodwill.example.clock import Minutes

TEAMS: dict[str, tuple[str, str, int]] = {
    "Retail sales": ("Sales", "salesperson", 5),
    "Business sales": ("Sales", "account manager", 4),
    "Desk Warsaw": ("Service desk", "clerk", 6),
    "Desk Krakow": ("Service desk", "clerk", 6),
    "Desk Kyiv": ("Service desk", "clerk", 5),
    "Central warehouse": ("Logistics", "picker", 5),
    "Transport": ("Logistics", "driver", 3),
    "Invoicing": ("Finance", "accountant", 3),
    "Receivables": ("Finance", "accountant", 2),
    "Workshop": ("Production", "repairer", 3),
    "Assembly": ("Production", "fitter", 2),
}
"""Each team: its department, what its people are called, and how many they are."""

DEPARTMENTS = tuple(dict.fromkeys(department for department, _, _ in TEAMS.values()))
LEVELS = ("owner", "directors", "team managers", "front line")
FIRST_DAY = date(2024, 9, 2)
MISSING_MANAGER = "E099"
MISSING_SINCE = date(2026, 2, 1)

_FIRST = (
    "Anna", "Bogdan", "Celina", "Dariusz", "Ewa", "Filip", "Grażyna", "Henryk",
    "Iryna", "Jan", "Katarzyna", "Łukasz", "Maria", "Natalia", "Oksana", "Paweł",
    "Renata", "Serhij", "Tomasz", "Urszula", "Viktor", "Wanda", "Yuliia", "Zofia",
)  # fmt: skip
_LAST = (
    "Kowal", "Nowik", "Wiśnia", "Dąbek", "Zielny", "Szymko", "Woźnica", "Kozłow",
    "Jankow", "Mazurek", "Krawczuk", "Petrenko", "Bondar", "Tkacz", "Koval", "Shevko",
    "Marchuk", "Lysenko", "Rudyk", "Hrytsak", "Sokół", "Żurawik", "Ćwik", "Łoza",
)  # fmt: skip


class Post(NamedTuple):
    """One person's place for a stretch of time; `until` is None while it lasts."""

    person: str
    name: str
    manager: str
    team: str
    department: str
    role: str
    since: date
    until: date | None


class Staff(NamedTuple):
    """Everyone's posts, as the staff file will list them."""

    posts: tuple[Post, ...]

    def people(self) -> tuple[str, ...]:
        """Give everyone who ever worked here, by number."""
        return tuple(sorted({post.person for post in self.posts}))

    def names(self) -> dict[str, str]:
        """Give the name behind each number."""
        return {post.person: post.name for post in self.posts}

    def shift(self, team: str, minute: float) -> list[str]:
        """Give the front line of a team on a day, in the order of their numbers."""
        return sorted(
            post.person
            for post in self.posts
            if post.team == team
            and post.role == TEAMS[team][1]
            and minute_of(post.since) <= minute
            and (post.until is None or minute < minute_of(post.until) + 1440)
        )

    def serve(
        self, rng: np.random.Generator, teams: NDArray[np.str_], minutes: Minutes
    ) -> NDArray[np.int64]:
        """Draw by lot who of each team serves at each minute, as places in `people()`."""
        number = {person: place for place, person in enumerate(self.people())}
        lots = rng.random(len(minutes))
        served = np.zeros(len(minutes), int)
        for team in np.unique(teams).tolist():
            for start, end in self._stretches(team):
                rows = (teams == team) & (minutes >= start) & (minutes < end)
                if rows.any():
                    crew = np.array([number[person] for person in self.shift(team, start)])
                    served[rows] = crew[(lots[rows] * len(crew)).astype(int)]
        return served

    def _stretches(self, team: str) -> list[tuple[float, float]]:
        """Give the stretches of time in which nobody joins or leaves a team."""
        edges = {float(minute_of(post.since)) for post in self.posts if post.team == team}
        edges |= {
            minute_of(post.until) + 1440.0
            for post in self.posts
            if post.team == team and post.until is not None
        }
        known = sorted(edges)
        return list(zip(known, [*known[1:], np.inf], strict=True))


def _name(number: int) -> str:
    return f"{_FIRST[number * 7 % len(_FIRST)]} {_LAST[number * 11 % len(_LAST)]}"


def _first_posts() -> list[Post]:
    """Number the owner 1, the directors 2-6, the team managers 7-17, the front line from 18."""
    posts = [Post("E001", _name(1), "", "", "", "owner", FIRST_DAY, None)]
    directors = {}
    for number, department in enumerate(DEPARTMENTS, start=2):
        directors[department] = f"E{number:03}"
        posts.append(
            Post(
                f"E{number:03}", _name(number), "E001", "", department, "director", FIRST_DAY, None
            )
        )
    number = 18
    for place, (team, (department, role, size)) in enumerate(TEAMS.items(), start=7):
        manager = f"E{place:03}"
        boss = directors[department]
        posts.append(
            Post(manager, _name(place), boss, team, department, "team manager", FIRST_DAY, None)
        )
        for person in range(number, number + size):
            key = f"E{person:03}"
            posts.append(Post(key, _name(person), manager, team, department, role, FIRST_DAY, None))
        number += size
    return posts


def _end(posts: list[Post], person: str, until: date) -> Post:
    """Close the person's running post and give it as it now stands."""
    place = next(n for n, post in enumerate(posts) if post.person == person and not post.until)
    posts[place] = posts[place]._replace(until=until)
    return posts[place]


def _move(posts: list[Post], person: str, to_team: str, since: date) -> None:
    old = _end(posts, person, date.fromordinal(since.toordinal() - 1))
    manager = f"E{list(TEAMS).index(to_team) + 7:03}"
    department, role, _ = TEAMS[to_team]
    posts.append(Post(person, old.name, manager, to_team, department, role, since, None))


def _join(posts: list[Post], person: str, team: str, since: date) -> None:
    manager = f"E{list(TEAMS).index(team) + 7:03}"
    department, role, _ = TEAMS[team]
    name = _name(int(person[1:]))
    posts.append(Post(person, name, manager, team, department, role, since, None))


def hire() -> Staff:
    """Give the planted staff: three moves, four leavers, three joiners, one missing manager."""
    posts = _first_posts()
    _move(posts, "E020", "Business sales", date(2025, 5, 5))
    _move(posts, "E034", "Desk Warsaw", date(2025, 9, 1))
    _move(posts, "E027", "Desk Kyiv", date(2025, 12, 1))
    for person, until in (
        ("E031", date(2025, 12, 31)),
        ("E045", date(2025, 8, 29)),
        ("E022", date(2026, 4, 30)),
    ):
        _end(posts, person, until)
    _join(posts, "E062", "Desk Warsaw", date(2026, 1, 5))
    _join(posts, "E063", "Central warehouse", date(2025, 9, 8))
    _join(posts, "E064", "Retail sales", date(2026, 5, 4))
    _leave_without_manager(posts)
    return Staff(tuple(sorted(posts, key=lambda post: (post.person, post.since))))


def _leave_without_manager(posts: list[Post]) -> None:
    """Let the manager of Desk Kyiv go; her people now report to someone no list knows."""
    gone = f"E{list(TEAMS).index('Desk Kyiv') + 7:03}"
    _end(posts, gone, date(2026, 1, 31))
    reports = [post for post in posts if post.manager == gone and post.until is None]
    for post in reports:
        _end(posts, post.person, date(2026, 1, 31))
        posts.append(post._replace(manager=MISSING_MANAGER, since=MISSING_SINCE))
