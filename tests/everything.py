"""A small dossier that uses every feature of the format once: what the checks of the published pages look at.

Its texts hold several scripts, long words and everything that Markdown can say.
"""

from __future__ import annotations

import json

CONFIG = {
    "title": "Tests & trials",
    "subtitle": "What they say, and how far they agree",
    "base_url": "https://example.org/sub/path",
    "publisher": "Example Desk",
    "edition": "2024-11-04",
    "previous": "editions/before.json",
    "tlp": "AMBER",
    "kinds": {"malware": "Malware"},
}
INDEX = """---
title: What is known
source_summary: All from few articles.[@csm]
fields: {Region: East Asia}
---
Troops went.[@many][@csm, para. 6] Others doubt it.[@few; @kyodo] See [[nis]], [[method]], [[total|the question]] and
[[ghost]].[^1] Again,[@csm, para. 6] and again.[@csm, para. 6] The worm came too.[@worm-sent]

::: tlp AMBER
Only for a few readers.[@secret]
:::

::: note
Mind that *nobody* counted.
:::

::: warning
The article was withdrawn.[@gone]
:::

![[total]]

![[many]]

![[timeline]]

![[map]]

## A heading with `code`

| What | How many |
|:-----|---------:|
| sent | 12,000[@many] |
| seen | 10 |

1. first
2. second
   - nested
   - twice

> A short quotation.

```
a_long_line_of_code_that_does_not_wrap = "and goes on and on and on and on and on and on and on and on and on and on"
```

### A deeper heading

![A picture](assets/dot.png) A very long word: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft.
An address: <https://example.org/a/very/long/path/that/goes/on/and/on/and/on/and/on/and/on/and/on/and/on/index.html>

## 북한군 파병

북한이 러시아에 병력을 보냈다.[@kyodo] 北朝鮮が派兵した。 朝鲜派兵俄罗斯。 أرسلت كوريا الشمالية جنودا.

---

The end.

[^1]: A free note with [[j]] and **weight**.
"""
SOURCES = {
    "csm": (
        {
            "title": "Is that true?",
            "author": ["Jane Doe", "Associated Press"],
            "publication": "The Monitor",
            "agency": "ap",
            "date": "2024-10-18",
            "accessed": "2024-10-20",
            "url": "https://example.org/story",
            "archive_url": "https://archive.example.org/story",
            "genre": "news",
            "tags": ["deployment", "무기"],
            "language": "en",
            "reliability": "B",
            "descriptor": "Wire report; names its sources.",
            "former_ids": ["monitor"],
            "fields": {"Collected by": "the desk"},
        },
        "A summary of [[many]], twice.[@csm][@csm]\n\n## Part\n\nMore.\n\n## Part two\n\nMore.\n\n## Part three\n\nMore.",
    ),
    "kyodo": (
        {
            "title": "北朝鮮が派兵、1万2千人規模",
            "author": "共同通信",
            "date": "2024-10-19/2024-10-31~",
            "language": "ja",
            "genre": "analysis",
            "status": "corrected",
            "status_note": "A figure was wrong.",
            "url": "https://example.org/kyodo",
        },
        "Our summary.",
    ),
    "alhayat": (
        {
            "title": "كوريا الشمالية ترسل جنودا إلى روسيا",
            "language": "ar",
            "date": "2024-10",
            "url_status": "dead",
            "url": "https://example.org/ar",
        },
        "Summary.",
    ),
    "gone": (
        {"title": "Withdrawn story", "status": "retracted", "status_note": "Made up.", "date": "2024-10-20"},
        "Summary.",
    ),
    "leak": ({"title": "For few eyes", "tlp": "AMBER", "reliability": "F"}, "Undated."),
}
ENTITIES = [
    {"id": "rok", "name": "South Korea's government", "kind": "organisation"},
    {"id": "nis", "name": "National Intelligence Service", "aliases": ["NIS", "국가정보원"], "kind": "organisation",
     "part_of": "rok", "description": "In [[seoul]].[@csm]", "links": {"wikidata": "Q484073"}, "fields": {"Head": "unknown"}},
    {"id": "seoul", "name": "Seoul", "kind": "place", "lat": 37.5, "lon": 127},
    {"id": "vladivostok", "name": "Vladivostok", "kind": "place", "lat": 43.1, "lon": 131.9},
    {"id": "worm", "name": "Worm", "kind": "malware", "links": {"site": "https://example.org/"}},
    {"id": "ap", "name": "Associated Press", "kind": "publication"},
    {"id": "media", "name": "South Korean media", "kind": "publication"},
    {"id": "ghost", "name": "An official", "kind": "person", "may_be": "nis"},
    {"id": "kim", "name": "김정은", "kind": "person"},
]  # fmt: skip
QUESTIONS = [
    {"id": "total", "text": "How many?", "unit": "troops", "note": "Note.[@csm]", "fields": {"Counted": "twice"}},
    {"id": "when", "text": "Since when?"},
]
FACTS = [
    {"id": "many", "claim": "Many went.", "kind": "event", "date": "2024-10-18", "place": ["seoul", "vladivostok"],
     "about": [{"id": "nis", "role": "announced"}, "worm", "kim"], "question": "total", "low": 11000, "best": 12000, "high": 13000,
     "qualifier": "about", "scope": "by the end of 2024", "tags": ["deployment"], "note": "Our note on [[few]].[@csm]",
     "fields": {"Tally": "fourteen"},
     "evidence": [
         {"source": "csm", "origin": "nis", "via": ["media"], "date": "2024-10-17", "quote": "many went", "locator": "para. 2", "credibility": 2},
         {"source": "kyodo", "origin": "ghost"},
         {"source": "alhayat", "quote": "أرسلت كوريا"},
         {"source": "gone"},
     ]},
    {"id": "few", "claim": "Few went.", "kind": "claim", "question": "total", "best": 10, "qualifier": "at-most", "contradicts": ["many"],
     "place": ["vladivostok"], "evidence": [{"source": "csm", "origin": "unknown"}, {"source": "kyodo", "origin": "nis", "stance": "disputes"}]},
    {"id": "worm-sent", "claim": "The worm was sent.", "kind": "assessment", "date": "2024-10-2X", "about": ["worm"],
     "evidence": [{"source": "csm", "stance": "cannot-confirm"}, {"source": "kyodo", "stance": "mentions"}]},
    {"id": "denied", "claim": "It was denied.", "kind": "background", "date": "2024/..", "evidence": [{"source": "csm", "origin": "kim", "stance": "disputes"}]},
    {"id": "made-up", "claim": "It was made up.", "kind": "claim", "date": "2024-10-20", "evidence": [{"source": "gone"}]},
    {"id": "forecast", "claim": "More will follow.", "kind": "forecast", "date": "2025-21", "question": "when",
     "evidence": [{"source": "csm", "origin": "kim"}, {"source": "alhayat"}]},
    {"id": "secret", "claim": "Only few know.", "tlp": "AMBER", "evidence": [{"source": "leak"}]},
]  # fmt: skip
JUDGMENTS = [
    {"id": "j", "text": "They went.", "likelihood": "very-likely", "confidence": "low", "basis": ["many", "few"],
     "note": "Because.[@csm]", "change_note": "Raised from likely."},
    {"id": "open", "text": "More will go.", "confidence": "moderate", "basis": ["forecast"]},
    {"id": "shaken", "text": "It was real.", "likelihood": "roughly-even-chance", "basis": ["made-up"]},
]  # fmt: skip
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c636060600000000400012704a80d"
    "0000000049454e44ae426082"
)


def files(**config: str) -> dict[str, bytes]:
    """The dossier's files, `config` over its own."""
    texts = {
        "config.yaml": json.dumps({**CONFIG, **config}),
        "content/index.md": INDEX,
        "content/pages/method.md": "---\ntitle: Method\norder: 1\ndate: 2024-11-01\n---\nText.[@csm]\n\n# One\n\n# Two\n\n# Three\n",
        "content/facts.yaml": json.dumps({"questions": QUESTIONS, "facts": FACTS, "judgments": JUDGMENTS}),
        "content/entities.yaml": json.dumps(ENTITIES),
        "editions/before.json": json.dumps(_before()),
    }
    texts |= {
        f"content/sources/{name}.md": f"---\n{json.dumps(fields)}\n---\n{text}\n"
        for name, (fields, text) in SOURCES.items()
    }
    return {**{name: text.encode() for name, text in texts.items()}, "assets/dot.png": DOT}


def _before() -> dict[str, object]:
    """An earlier edition that knew little and judged otherwise."""
    judged = {
        "id": "j",
        "text": "They went.",
        "likelihood": "likely",
        "confidence": "low",
        "basis": ["many"],
        "change_note": None,
    }
    empty = {"sources": [], "facts": [], "entities": [], "questions": []}
    return {
        "format": 1,
        "title": "Tests & trials",
        "edition": "2024-10-20",
        "as_of": None,
        "tlp": "CLEAR",
        **empty,
        "judgments": [judged],
    }
