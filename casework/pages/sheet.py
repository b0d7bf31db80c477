"""One page in the making: its prose filled in, its notes numbered.  Pure; a `Sheet` lives while one page is built.

Notes are numbered 1…n in the order of their first mark on the page.  A note is the same when its text is the same, so a
second mark keeps the number and gets the next letter (*a b c*).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from markupsafe import escape
from msgspec.structs import replace

from casework.pages.cards import Cards
from casework.pages.drawings import set_apart
from casework.prose import Cite, CiteItem, Embed, End, Fence, Free, Heading, Link, Piece, Prose, Root
from casework.views.cards import MapView, TimelineView
from casework.views.text import Back, NoteItem, NoteView, Part, Section
from casework.words.language import LETTERS
from casework.words.naming import visitable

Key = tuple[object, ...]


class Sheet:
    """The notes of one page and the means to fill in its prose.

    `pictures` make what only the whole dossier can show: the timeline and the map, when a text embeds them.
    """

    def __init__(
        self,
        cards: Cards,
        timeline: Callable[[], TimelineView],
        the_map: Callable[[], MapView | None],
    ) -> None:
        self.cards, self.timeline, self.map = cards, timeline, the_map
        self._embedded_so_far = 0
        self._numbers: dict[Key, int] = {}
        self._marks: dict[int, int] = {}

    # --- prose

    def parts(self, text: Prose, anchors: str = "") -> tuple[Part, ...]:
        """`text` filled in for this page; `anchors` sets its headings apart where several texts share the page."""
        body, free = _notes_apart(text.pieces)
        parts: list[Part] = []
        html: list[str] = []
        open_fences: list[str] = []
        for piece in body:
            if isinstance(piece, str):
                html.append(piece)
                continue
            part = self._embedded(piece) if isinstance(piece, Embed) else None
            if part is None:
                if html and isinstance(piece, (Cite, Free)):
                    html[-1] = html[-1].rstrip()  # a mark stands at its word, else it may wrap to the next line alone
                html.append(self._html(piece, free, open_fences, anchors))
            else:
                parts += [Part(html="".join(html)), part]
                html = []
        return tuple(part for part in [*parts, Part(html="".join(html))] if part != Part())

    def _html(self, piece: Piece, free: dict[str, tuple[Piece, ...]], fences: list[str], anchors: str) -> str:
        if isinstance(piece, str):
            return piece
        if isinstance(piece, Cite):
            items = tuple([item for item in piece.items if self._citable(item.key)])
            return self._mark(("cite", *items)) if items else ""
        if isinstance(piece, Free):
            return self._mark(("free", *free[piece.label])) if piece.label in free else ""
        if isinstance(piece, (Link, Embed)):
            return self._link(piece)
        if isinstance(piece, Root):
            return self.cards.root
        if isinstance(piece, Heading):
            return f' id="{anchors}{escape(piece.anchor)}"'
        return _fence(piece, fences, self.cards.labels.admonition)

    def _citable(self, key: str) -> bool:
        return self.cards.case.dossier.kind(key) in ("source", "fact")

    def _link(self, piece: Link | Embed) -> str:
        text = piece.text if isinstance(piece, Link) else ""
        ref = self.cards.ref(piece.id, text)
        shown = escape(ref.text)
        return f'<a class="ref" href="{escape(ref.href)}">{shown}</a>' if ref.href else str(shown)

    def _embedded(self, piece: Embed) -> Part | None:
        """The thing itself; its drawing's ids set apart, since a page may show it more than once."""
        self._embedded_so_far += 1
        suffix = f"-e{self._embedded_so_far}"
        kind = self.cards.case.dossier.kind(piece.id)
        if kind == "fact":
            return Part(fact=self.cards.fact(piece.id))
        if kind == "judgment":
            return Part(judgment=self.cards.judgment(piece.id))
        if kind == "question":
            question = self.cards.question(piece.id)
            return Part(question=replace(question, svg=set_apart(question.svg, suffix)))
        if piece.id == "timeline":
            timeline = self.timeline()
            return Part(timeline=replace(timeline, svg=set_apart(timeline.svg, suffix)))
        the_map = self.map() if piece.id == "map" else None
        return Part(map=replace(the_map, svg=set_apart(the_map.svg, suffix))) if the_map else None

    # --- notes

    def _mark(self, key: Key) -> str:
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        self._marks[number] = nth = self._marks.get(number, 0) + 1
        return _mark(number, nth, self.cards.language.say)

    def notes(self) -> tuple[NoteView, ...]:
        """The page's notes, in order; to be asked for when all its prose is filled in."""
        return tuple(
            NoteView(number=number, id=f"fn-{number}", items=self._items(key), backs=self._backs(number))
            for key, number in self._numbers.items()
        )

    def _backs(self, number: int) -> tuple[Back, ...]:
        language = self.cards.language
        return tuple([_back(number, nth, language.letters, language.say) for nth in range(1, self._marks[number] + 1)])

    def _items(self, key: Key) -> tuple[NoteItem, ...]:
        kind, *content = key
        if kind == "free":
            return (NoteItem(html=self._inline(content)),)  # type: ignore[arg-type]
        return tuple(self._item(item) for item in content if isinstance(item, CiteItem))

    def _item(self, item: CiteItem) -> NoteItem:
        dossier = self.cards.case.dossier
        if item.key in dossier.facts:
            return NoteItem(fact=self.cards.fact(item.key), locator=item.locator)
        source = dossier.sources[item.key]
        return NoteItem(
            citation_html=self.cards.citation(source),
            locator=item.locator,
            source=self.cards.title(source),
            source_status=self.cards.labels.source_status[source.status],
            url=visitable(source),
            archive_url=source.archive_url,
        )

    def _inline(self, pieces: Iterable[Piece]) -> str:
        """The text of a free note: what it cites is named in it, since a note has no notes."""
        html: list[str] = []
        fences: list[str] = []
        for piece in pieces:
            if isinstance(piece, Cite):
                named = (self._cited(item) for item in piece.items if self._citable(item.key))
                html.append(f" ({'; '.join(named)})")
            else:
                html.append(self._html(piece, {}, fences, "note-"))
        return "".join(html).strip()

    def _cited(self, item: CiteItem) -> str:
        named = self._link(Link(item.key))
        return f"{named}, {escape(item.locator)}" if item.locator else named


def _notes_apart(pieces: Iterable[Piece]) -> tuple[list[Piece], dict[str, tuple[Piece, ...]]]:
    """The running text, and the free notes by label (the first of a label holds)."""
    body: list[Piece] = []
    notes: dict[str, list[Piece]] = {}
    fences: list[list[Piece] | None] = []
    into = body
    for piece in pieces:
        if isinstance(piece, Fence):
            fences.append(into if piece.name == "footnote" else None)
            if piece.name == "footnote":
                into = []
                notes.setdefault(piece.argument, into)
                continue
        elif isinstance(piece, End) and (back := fences.pop()) is not None:
            into = back
            continue
        into.append(piece)
    return body, {name: tuple(its) for name, its in notes.items()}


def _fence(piece: Fence | End, fences: list[str], titles: Mapping[str, str]) -> str:
    if isinstance(piece, End):
        return "</div>" if fences.pop() in titles else ""
    fences.append(piece.name)
    if piece.name not in titles:
        return ""
    title = escape(piece.argument or titles[piece.name])
    return f'<div class="admonition {piece.name}" role="note"><p class="admonition-title">{title}</p>'


@lru_cache(maxsize=4096)  # pages have the same numbers
def _mark(number: int, nth: int, say: Callable[..., str]) -> str:
    """The `nth` mark of a note."""
    named = escape(say("Note %(number)s", number=number))
    return (
        f'<sup class="mark"><a role="doc-noteref" id="fnref-{number}-{letter(nth)}" href="#fn-{number}" '
        f'aria-label="{named}">{number}</a></sup>'
    )


@lru_cache(maxsize=4096)
def _back(number: int, nth: int, letters: str, say: Callable[..., str]) -> Back:
    """The way back to the `nth` mark of a note."""
    shown = letter(nth, letters)
    label = say("Back to mark %(number)s%(letter)s", number=number, letter=shown)
    return Back(letter=shown, href=f"#fnref-{number}-{letter(nth)}", label=label)


def letter(nth: int, alphabet: str = LETTERS) -> str:
    """`a` … `z`, `aa` …, for the first, second … mark of a note."""
    letters = ""
    while nth:
        nth, rest = divmod(nth - 1, len(alphabet))
        letters = alphabet[rest] + letters
    return letters


def sections(text: Prose, anchors: str = "") -> tuple[Section, ...]:
    """The headings of a text, for "on this page"."""
    return tuple(Section(level=each.level, anchor=anchors + each.anchor, title=each.title) for each in text.sections)
