"""Tables whose rows are made when they are asked for: after a small edit hardly any are.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


FEW = 1_000
"""So many rows are worth keeping for a table that comes after."""


class Rows(Mapping[K, V]):
    """A table of known keys; each row is made once."""

    def __init__(self, keys: Iterable[K], make: Callable[[K], V], made: dict[K, V] | None = None) -> None:
        self.known: dict[K, None] = keys.known if isinstance(keys, Rows) else dict.fromkeys(keys)
        """Its keys."""
        self._make = make
        self._made = {} if made is None else made

    def again(self, make: Callable[[K], V], but: Collection[K]) -> Rows[K, V]:
        """The same table with rows that `make` makes; those that were made stay, but for some, if they are few."""
        made = self._made if len(self._made) <= FEW else {}
        return Rows(self, make, {key: row for key, row in made.items() if key not in but})

    def __getitem__(self, key: K) -> V:
        if key not in self._made:
            if key not in self.known:
                raise KeyError(key)
            self._made[key] = self._make(key)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self.known

    def __iter__(self) -> Iterator[K]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


class Whole(Mapping[K, V]):
    """A table that is made as a whole, with the first question."""

    def __init__(self, make: Callable[[], Mapping[K, V]]) -> None:
        self._make = make

    @cached_property
    def _rows(self) -> Mapping[K, V]:
        return self._make()

    def __getitem__(self, key: K) -> V:
        return self._rows[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)
