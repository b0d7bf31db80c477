"""An item that is not what it was, and what of it has changed.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from casework.dossier import TABLES
from casework.kept.outline import bonds, outlined
from casework.kept.trace import KEYS, WHOLE, Mark
from casework.model import AnyItem, Kind
from casework.prose import Prose


class Reworked(Struct, frozen=True):
    """An item that is not what it was, `bare`, with its texts by field."""

    kind: Kind
    before: AnyItem
    after: AnyItem
    texts_before: Mapping[str, Prose]
    texts: Mapping[str, Prose]

    @property
    def id(self) -> str:
        """Its id."""
        return self.after.id

    @property
    def is_words(self) -> bool:
        """Whether nothing but words has changed."""
        old, new = self.texts_before, self.texts
        same = old.keys() == new.keys() and all(bonds(old[each]) == bonds(new[each]) for each in old)
        return same and outlined(self.before) == outlined(self.after)

    def marks(self) -> Iterator[Mark]:
        """What of it has changed."""
        table = TABLES[self.kind]
        if self.before != self.after:
            yield table, self.id
            if outlined(self.before) != outlined(self.after):
                yield table, WHOLE
        old, new = self.texts_before, self.texts
        yield from (("prose", (self.id, each)) for each in {**old, **new} if old.get(each) != new.get(each))
        if old.keys() != new.keys():
            yield "prose", KEYS
            yield "prose", WHOLE
