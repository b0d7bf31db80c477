"""Tables whose rows are made when they are asked for: after a small edit hardly any are.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

import msgspec

K = TypeVar("K")
V = TypeVar("V")


class Rows(Mapping[K, V]):
    """A table of known keys; each row is made once."""

    def __init__(self, keys: Iterable[K], make: Callable[[K], V]) -> None:
        self._keys, self._make = dict.fromkeys(keys), make
        self._made: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._made:
            if key not in self._keys:
                raise KeyError(key)
            self._made[key] = self._make(key)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


class Packed(Mapping[K, V]):
    """A table as bytes (MessagePack), of which a row is decoded when it is asked for.

    msgspec.DecodeError, with the first question, where the bytes are none.
    """

    def __init__(self, data: bytes, key: type[K], row: type[V]) -> None:
        self._data, self._key, self._row = data, key, row
        self._made: dict[K, V] = {}

    @cached_property
    def _rows(self) -> dict[K, msgspec.Raw]:
        return msgspec.msgpack.decode(self._data, type=dict[self._key, msgspec.Raw])  # type: ignore[name-defined]

    def __getitem__(self, key: K) -> V:
        if key not in self._made:
            self._made[key] = msgspec.msgpack.decode(self._rows[key], type=self._row)
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[K]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def renewed(self, rows: Mapping[K, V]) -> Packed[K, V]:
        """The table with some rows, which it has, holding something else."""
        new = {key: msgspec.Raw(msgspec.msgpack.encode(row)) for key, row in rows.items()}
        return Packed(msgspec.msgpack.encode(self._rows | new), self._key, self._row)

    @property
    def data(self) -> bytes:
        """All of it as bytes."""
        return self._data
