"""Makes a seeded dossier of a given size, for measuring: sources with 320-word summaries, facts with evidence, entities.

python benchmarks/corpus.py M corpus-m
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

SIZES = {"S": (100, 500, 50), "M": (1_000, 5_000, 200), "L": (10_000, 50_000, 1_000)}
"""Sources, facts and entities."""
WORDS = (
    "convoy report ministry border troops figure statement agency later river port week officials said number region "
    "commander second depot north winter claim photograph satellite bridge crossing message treaty visit denied"
).split()
KINDS = ("person", "organisation", "unit", "place")
STANCES = ("supports", "supports", "supports", "mentions", "disputes", "cannot-confirm")


def make(folder: Path, size: str, seed: int = 1) -> None:
    """Write the dossier of `size` (S, M or L) into `folder`; the same seed gives the same bytes."""
    sources, facts, entities = SIZES[size]
    chance = random.Random(seed)
    (folder / "content" / "sources").mkdir(parents=True)
    (folder / "config.yaml").write_text(f"title: Corpus {size}\nbase_url: https://example.org/\n")
    (folder / "content" / "index.md").write_text(f"The briefing. {_cited(chance, 40, facts)}\n")
    for number in range(sources):
        path = folder / "content" / "sources" / f"s{number}.md"
        path.write_text(_source(chance, number, facts, entities))
    (folder / "content" / "entities.yaml").write_text("".join(_entity(chance, n, entities) for n in range(entities)))
    (folder / "content" / "facts.yaml").write_text(_facts(chance, facts, sources, entities))


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."


def _cited(chance: random.Random, sentences: int, facts: int) -> str:
    return " ".join(f"{_sentence(chance, 16)[:-1]} [@f{chance.randrange(facts)}]." for _ in range(sentences))


def _source(chance: random.Random, number: int, facts: int, entities: int) -> str:
    day = f"2024-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
    paragraphs = [
        f"{_cited(chance, 4, facts)} See [[e{chance.randrange(entities)}]] and {_sentence(chance, 12)}" for _ in range(4)
    ]
    return (
        f'---\ntitle: "{_sentence(chance, 7)} ({number})"\nauthor: Author {number % 97}\npublication: Paper {number % 41}\n'
        f"date: {day}\nurl: https://example.org/a/{number}\ngenre: news\ntags: [tag-{number % 23}]\n---\n"
        + "\n\n".join(paragraphs)
        + "\n"
    )


def _entity(chance: random.Random, number: int, entities: int) -> str:
    part = f"  part_of: e{number // 10}\n" if number >= entities // 2 else ""
    return f"- id: e{number}\n  name: Entity {number}\n  kind: {KINDS[number % 4]}\n{part}  description: {_sentence(chance, 20)}\n"


def _facts(chance: random.Random, facts: int, sources: int, entities: int) -> str:
    questions = [f"  - {{id: q{n}, text: 'How many of {n}?', unit: troops}}\n" for n in range(facts // 10)]
    return "questions:\n" + "".join(questions) + "facts:\n" + "".join(
        _fact(chance, number, facts, sources, entities) for number in range(facts)
    )


def _fact(chance: random.Random, number: int, facts: int, sources: int, entities: int) -> str:
    lines = "".join(
        f"      - {{source: s{chance.randrange(sources)}, origin: e{chance.randrange(entities)}, "
        f"stance: {chance.choice(STANCES)}, quote: {_sentence(chance, 7)[:-1]}}}\n"
        for _ in range(chance.randrange(1, 4))
    )
    figure = f"    best: {chance.randrange(100, 20_000)}\n    question: q{number % (facts // 10)}\n" if number % 3 == 0 else ""
    return (
        f"  - id: f{number}\n    claim: {_sentence(chance, 14)[:-1]} {number}.\n    date: 2024-{chance.randrange(1, 13):02}\n"
        f"    about: [e{chance.randrange(entities)}, e{chance.randrange(entities)}]\n{figure}    evidence:\n{lines}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    make(given.folder, given.size, given.seed)
