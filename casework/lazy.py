"""Tables whose rows are made when they are asked for: after a small edit hardly any are.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, ValuesView
from functools import cached_property
from typing import Any, TypeVar

import msgspec

K = TypeVar("K")
V = TypeVar("V")


FEW = 1_000
"""So many rows are worth keeping for a table that comes after."""


class _Late(Mapping[K, V]):
    """A table of which nothing is there before the first question."""

    @cached_property
    def held(self) -> Mapping[K, Any]:
        """What is there then: its keys, and perhaps its rows."""
        raise NotImplementedError

    def __contains__(self, key: object) -> bool:
        return key in self.held

    def __iter__(self) -> Iterator[K]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)


class Rows(_Late[K, V]):
    """A table of known keys; each row is made once."""

    def __init__(self, keys: Iterable[K], make: Callable[[K], V], made: dict[K, V] | None = None) -> None:
        self._keys, self._make = keys, make
        self._made = {} if made is None else made

    @cached_property
    def held(self) -> Mapping[K, Any]:
        return self._keys.held if isinstance(self._keys, Rows) else dict.fromkeys(self._keys)

    def again(self, make: Callable[[K], V], but: Collection[K]) -> Rows[K, V]:
        """The same table with rows that `make` makes; those that were made stay, but for some, if they are few."""
        made = self._made if len(self._made) <= FEW else {}
        return Rows(self, make, {key: row for key, row in made.items() if key not in but})

    def __getitem__(self, key: K) -> V:
        if key not in self._made:
            if key not in self.held:
                raise KeyError(key)
            self._made[key] = self._make(key)
        return self._made[key]


class Whole(_Late[K, V]):
    """A table that is made as a whole, with the first question."""

    def __init__(self, make: Callable[[], Mapping[K, V]]) -> None:
        self._make = make

    @cached_property
    def held(self) -> Mapping[K, V]:
        return self._make()

    def __getitem__(self, key: K) -> V:
        return self.held[key]


class Packed(_Late[K, V]):
    """A table as bytes (`data`, MessagePack), of which a row is decoded when it is asked for.

    msgspec.DecodeError, with the first question, where the bytes are none.
    """

    def __init__(self, data: bytes, key: type[K], row: type[V]) -> None:
        self.data, self._key, self._row = data, key, row
        self._made: dict[K, V] = {}

    @cached_property
    def held(self) -> dict[K, msgspec.Raw]:
        return msgspec.msgpack.decode(self.data, type=dict[self._key, msgspec.Raw])  # type: ignore[name-defined]

    def __getitem__(self, key: K) -> V:
        if key not in self._made:
            self._made[key] = msgspec.msgpack.decode(self.held[key], type=self._row)
        return self._made[key]

    def values(self) -> ValuesView[V]:
        """All rows, decoded at once."""
        return msgspec.msgpack.decode(self.data, type=dict[self._key, self._row]).values()  # type: ignore[name-defined]

    def renewed(self, rows: Mapping[K, V], gone: Collection[K] = ()) -> Packed[K, V]:
        """The table with some rows holding something else, or come to it, and others gone."""
        new = {key: msgspec.Raw(msgspec.msgpack.encode(row)) for key, row in rows.items()}
        kept = {key: row for key, row in self.held.items() if key not in gone} if gone else self.held
        return Packed(msgspec.msgpack.encode(kept | new), self._key, self._row)
