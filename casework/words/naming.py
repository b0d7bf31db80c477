"""What of a source everybody names who cites or lists it: its address, its house, its agency, its authors.  Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from casework.model import UNVISITED, Entity, Source

Entities = Mapping[str, Entity]


def visitable(source: Source) -> str:
    """A source's address, unless nobody should be sent there: what it shows today is unfit or another's."""
    return "" if source.url_status in UNVISITED else source.url


def publication(source: Source, entities: Entities) -> str:
    """The publication's name, also where an entity's id was given for it."""
    entity = entities.get(source.publication)
    return entity.name if entity else source.publication


def agency(source: Source, entities: Entities) -> str:
    """The name of the agency whose report the source republishes, or nothing."""
    return entities[source.agency].name if source.agency in entities else ""


_ET_AL = re.compile(r"et\.? al\.?", re.IGNORECASE)
CLOSED = re.compile(r"[?!….,:;？！。]['’”\"»)]*$")
"""Text that closes itself and needs no stop."""


def named(names: tuple[str, ...]) -> list[str]:
    """The authors who are named, without an "et al."."""
    return [name.strip() for name in names if name.strip() and not _ET_AL.fullmatch(name.strip())]


def has_others(names: tuple[str, ...]) -> bool:
    """Whether an "et al." stands among the authors."""
    return any(_ET_AL.fullmatch(name.strip()) for name in names)


def primary(language: str) -> str:
    """A language without its region: `de` of `de-AT`."""
    return re.split("[-_]", language)[0].casefold()
