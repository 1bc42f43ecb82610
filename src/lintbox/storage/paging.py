"""Keyset paging: the rows after the last row of the previous page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Position = tuple[Any, Any]
"""The sort value and the unique value of a row: where the next page begins."""


class Order(NamedTuple):
    """Sorts by ``key``, descending by default; the unique ``tie`` orders equal keys, always descending."""

    key: Any
    tie: Any
    ascending: bool = False


def fetch_page(
    query: Any, order: Order, after: Position | None, limit: int, locate: Callable[[Any], Position]
) -> tuple[list[Any], Position | None]:
    """Return at most ``limit`` rows, and the position of the last one where more rows follow.

    ``locate`` returns the position of a row.
    """
    key, tie, ascending = order
    if after:
        beyond = key > after[0] if ascending else key < after[0]
        query = query.where(beyond if key is tie else beyond | ((key == after[0]) & (tie < after[1])))
    directions = [key.asc() if ascending else key.desc()]
    if key is not tie:
        directions.append(tie.desc())
    rows = list(query.order_by(*directions).limit(limit + 1))
    return rows[:limit], locate(rows[limit - 1]) if len(rows) > limit else None
