"""Which remarks to look through first: learnt from those that people called right or wrong.

Nothing is ever judged by it. It needs the extra `goodwill[learning]` and labels enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST: Final = 400
"""Below so many labels nothing is learnt from them."""
FEWEST_OF_EACH: Final = 20
"""So many of them must have been called right, and so many wrong."""


def doubts(labelled: Sequence[tuple[str, bool]], others: Sequence[str]) -> list[float] | None:
    """Give for each other excerpt the chance that somebody would call its remark wrong.

    labelled: excerpts with whether they were called wrong. A logistic regression on the pieces of
    two to five letters within words (TF-IDF). None where too few were labelled, or where the
    libraries for learning are not installed.
    """
    wrong = sum(each for _text, each in labelled)
    if len(labelled) < FEWEST or min(wrong, len(labelled) - wrong) < FEWEST_OF_EACH:
        return None
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        return None
    if not others:
        return []
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    model = LogisticRegression(max_iter=1000, class_weight="balanced")
    model.fit(
        pieces.fit_transform([text for text, _wrong in labelled]),
        [int(each) for _text, each in labelled],
    )
    return [float(row[1]) for row in model.predict_proba(pieces.transform(list(others)))]
