"""Makes a seeded dossier of a given size, for measuring: sources with 320-word summaries, facts with evidence, entities.

python -m benchmarks.corpus M corpus-m
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SIZES = {"S": (100, 500, 50), "M": (1_000, 5_000, 200), "L": (10_000, 50_000, 1_000)}
"""Sources, facts and entities."""
WORDS = (
    "convoy report ministry border troops figure statement agency later river port week officials said number region "
    "commander second depot north winter claim photograph satellite bridge crossing message treaty visit denied"
).split()
KINDS = ("person", "organisation", "unit", "place")
ONE_ORIGIN = 0.9
STANCES = ("supports", "supports", "supports", "mentions", "disputes", "cannot-confirm")


class Paragraph(NamedTuple):
    """Sentences without their full stop, each with the number of the fact that it cites; then a link to an entity."""

    cited: tuple[tuple[str, int], ...]
    entity: int
    after: str


class Source(NamedTuple):
    """What one source is and says."""

    title: str
    date: str
    paragraphs: tuple[Paragraph, ...]


class Entity(NamedTuple):
    """An entity; `part_of` is another's number."""

    kind: str
    part_of: int | None
    description: str


class Evidence(NamedTuple):
    """A line of evidence: the numbers of its source and its origin, and what was said."""

    source: int
    origin: int
    stance: str
    quote: str


class Fact(NamedTuple):
    """A fact, the numbers of the entities that it is about, and its figure."""

    claim: str
    date: str
    about: tuple[int, int]
    best: int | None
    evidence: tuple[Evidence, ...]


class Corpus(NamedTuple):
    """Everything, each item known by its number: source 3 has the id `s3`."""

    size: str
    briefing: Paragraph
    sources: tuple[Source, ...]
    entities: tuple[Entity, ...]
    facts: tuple[Fact, ...]


def corpus(size: str, seed: int = 1) -> Corpus:
    """The corpus of `size` (S, M or L); the same seed gives the same one."""
    sources, facts, entities = SIZES[size]
    chance = random.Random(seed)
    articles = tuple(_source(chance, number, facts, entities) for number in range(sources))
    return Corpus(
        size=size,
        briefing=Paragraph(_cited(chance, 40, facts), 0, ""),
        sources=articles,
        entities=tuple(_entity(chance, number, entities) for number in range(entities)),
        facts=tuple(_fact(chance, number, articles, entities) for number in range(facts)),
    )


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize()


def _cited(chance: random.Random, sentences: int, facts: int) -> tuple[tuple[str, int], ...]:
    return tuple((_sentence(chance, 16), chance.randrange(facts)) for _ in range(sentences))


def _source(chance: random.Random, number: int, facts: int, entities: int) -> Source:
    day = f"2024-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    paragraphs = tuple(
        Paragraph(_cited(chance, 4, facts), chance.randrange(entities), _sentence(chance, 12)) for _ in range(4)
    )
    return Source(f"{_sentence(chance, 7)}. ({number})", day, paragraphs)


def _entity(chance: random.Random, number: int, entities: int) -> Entity:
    part_of = number // 10 if number >= entities // 2 else None
    return Entity(KINDS[number % 4], part_of, _sentence(chance, 20) + ".")


def _evidence(chance: random.Random, sources: int, entities: int) -> Iterator[Evidence]:
    """One to three lines, the first in support; nine times of ten all credit one origin.

    A dossier that its authors keep in order has a warning here and there, and not one for every other fact.
    """
    origin, repeated = chance.randrange(entities), chance.random() < ONE_ORIGIN
    for number in range(chance.randrange(1, 4)):
        credited = origin if repeated or not number else chance.randrange(entities)
        stance = chance.choice(STANCES) if number else "supports"
        yield Evidence(chance.randrange(sources), credited, stance, _sentence(chance, 7))


def _fact(chance: random.Random, number: int, sources: tuple[Source, ...], entities: int) -> Fact:
    evidence = tuple(_evidence(chance, len(sources), entities))
    best = chance.randrange(100, 20_000) if number % 3 == 0 else None
    claim = f"{_sentence(chance, 14)} {number}."
    month = min(sources[line.source].date for line in evidence)[: len("2024-10")]
    return Fact(claim, month, (chance.randrange(entities), chance.randrange(entities)), best, evidence)


# --- as a dossier ------------------------------------------------------------------------------------------------


def make(folder: Path, size: str, seed: int = 1) -> None:
    """Write the dossier of `size` into `folder`."""
    write(folder, corpus(size, seed))


def write(folder: Path, given: Corpus) -> None:
    """Write a corpus as a dossier into `folder`."""
    content = folder / "content"
    (content / "sources").mkdir(parents=True)
    (folder / "config.yaml").write_text(f"title: Corpus {given.size}\nbase_url: https://example.org/\n")
    (content / "index.md").write_text(f"The briefing. {_marked(given.briefing.cited)}\n")
    for number, source in enumerate(given.sources):
        (content / "sources" / f"s{number}.md").write_text(source_file(number, source))
    (content / "entities.yaml").write_text("".join(map(_entity_item, range(len(given.entities)), given.entities)))
    (content / "facts.yaml").write_text(_facts_file(given.facts))


def _marked(cited: tuple[tuple[str, int], ...]) -> str:
    return " ".join(f"{words} [@f{fact}]." for words, fact in cited)


def source_file(number: int, source: Source) -> str:
    """The text of a source's file."""
    paragraphs = [f"{_marked(each.cited)} See [[e{each.entity}]] and {each.after}." for each in source.paragraphs]
    return (
        f'---\ntitle: "{source.title}"\nauthor: Author {number % 97}\npublication: Paper {number % 41}\n'
        f"date: {source.date}\nurl: https://example.org/a/{number}\ngenre: news\ntags: [tag-{number % 23}]\n---\n"
        + "\n\n".join(paragraphs)
        + "\n"
    )


def _entity_item(number: int, entity: Entity) -> str:
    part = "" if entity.part_of is None else f"  part_of: e{entity.part_of}\n"
    name = f"- id: e{number}\n  name: Entity {number}\n  kind: {entity.kind}\n"
    return f"{name}{part}  description: {entity.description}\n"


def _facts_file(facts: tuple[Fact, ...]) -> str:
    asked = len(facts) // 10
    questions = [f"  - {{id: q{n}, text: 'How many of {n}?', unit: troops}}\n" for n in range(asked)]
    items = (_fact_item(number, fact, asked) for number, fact in enumerate(facts))
    return "questions:\n" + "".join(questions) + "facts:\n" + "".join(items)


def _fact_item(number: int, fact: Fact, asked: int) -> str:
    lines = "".join(
        f"      - {{source: s{line.source}, origin: e{line.origin}, stance: {line.stance}, quote: {line.quote}}}\n"
        for line in fact.evidence
    )
    figure = "" if fact.best is None else f"    best: {fact.best}\n    question: q{number % asked}\n"
    return (
        f"  - id: f{number}\n    claim: {fact.claim}\n    date: {fact.date}\n"
        f"    about: [e{fact.about[0]}, e{fact.about[1]}]\n{figure}    evidence:\n{lines}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    make(given.folder, given.size, given.seed)
