"""The branches of the reporting line, worked out when asked for and kept while nothing changes."""

from __future__ import annotations

from contextlib import closing
from threading import Lock
from typing import TYPE_CHECKING, Any

from goodwill.house.people import chart
from goodwill.ledger.sight import branch
from goodwill.moments.journal import engine

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from goodwill.book import Book
    from goodwill.house.people import Post
    from goodwill.ledger.sight import Branch

_MOST = 1000
_KEPT: dict[tuple[Any, ...], Any] = {}
_LOCK = Lock()


def branches_of(book: Book, people: Collection[str], today: dt.date) -> dict[str, Branch]:
    """Give the branch of each of some people; whoever has no post today has none.

    The staff list of the journal counts as it is now, whether the book was closed since or not.
    """
    state = (str(book.folder), book.journal.state(), today)
    with _LOCK:
        found = {person: _KEPT[key] for person in people if (key := (*state, person)) in _KEPT}
    wanted = sorted(set(people) - set(found))
    if wanted:
        found |= _climbed(posts_of(book), wanted, today)
        with _LOCK:
            if len(_KEPT) > _MOST:
                _KEPT.clear()
            _KEPT.update({(*state, person): found[person] for person in wanted})
    return {person: one for person, one in found.items() if one is not None}


def managers_of(book: Book, today: dt.date) -> dict[str, str | None]:
    """Say of everybody who has a post today under whom it is."""
    key = (str(book.folder), book.journal.state(), today, "")
    with _LOCK:
        found = _KEPT.get(key)
    if found is None:
        found = {post.person: post.manager for post in posts_of(book) if stands(post, today)}
        with _LOCK:
            _KEPT[key] = found
    return dict(found)


def posts_of(book: Book) -> list[Post]:
    """Give who stood where and under whom, by the staff list as it is now."""
    key = (str(book.folder), book.journal.state(), "posts")
    with _LOCK:
        found = _KEPT.get(key)
    if found is None:
        found, _problems = chart(book.journal.staff())
        with _LOCK:
            _KEPT[key] = found
    return list(found)


def stands(post: Post, day: dt.date) -> bool:
    """Tell whether a post holds on a day."""
    return post.from_date <= day and (post.until_date is None or day <= post.until_date)


def _climbed(
    posts: list[Post], people: Collection[str], today: dt.date
) -> dict[str, Branch | None]:
    with closing(engine("256MB")) as con:
        return {person: branch(con, posts, person, today) for person in people}
