"""The pages of a question, a judgment, a text of our own; and what the pages of all items share.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from casework.exports import jsonld
from casework.model import Item, Judgment, Page, Question
from casework.pages.cards import Cards
from casework.pages.desk import Desk
from casework.pages.mentions import mentions
from casework.pages.sheet import sections
from casework.routes import FOLDERS, path_of
from casework.views.items import JudgmentView, ProseView, QuestionView
from casework.views.parts import Ref, Row
from casework.words.sentences import beginning


def question_page(question: Question, desk: Desk) -> QuestionView:
    """A question's page."""
    path = path_of("question", question.id)
    sheet = desk.sheet(path)
    card = sheet.cards.question(question.id)
    return QuestionView(
        **desk.page(path, "question.html", question.text, card.summary, list_of(sheet.cards, "question")),
        **desk.around("question", question.id, sheet.cards),
        card=card,
        note=sheet.parts(desk.case.dossier.text(question.id, "note")),
        notes=sheet.notes(),
        mentions=mentions(question.id, sheet.cards, besides=("fact",)),
        fields=own_fields(question),
    )


def judgment_page(judgment: Judgment, desk: Desk) -> JudgmentView:
    """A judgment's page."""
    path = path_of("judgment", judgment.id)
    sheet = desk.sheet(path)
    return JudgmentView(
        **desk.page(path, "judgment.html", judgment.text),
        **desk.around("judgment", judgment.id, sheet.cards),
        card=sheet.cards.judgment(judgment.id),
        note=sheet.parts(desk.case.dossier.text(judgment.id, "note")),
        notes=sheet.notes(),
        basis=sheet.cards.facts(judgment.basis),
        mentions=mentions(judgment.id, sheet.cards),
        fields=own_fields(judgment),
    )


def prose_page(page: Page, desk: Desk) -> ProseView:
    """A prose page."""
    path = path_of("page", page.id)
    sheet = desk.sheet(path)
    text = desk.case.dossier.text(page.id, "body")
    return ProseView(
        **desk.page(path, "page.html", desk.case.dossier.page_title(page), beginning(page.id, "body", desk.case)),
        jsonld=jsonld.article(page, desk.case, desk.frame.base_url),
        sections=sections(text),
        body=sheet.parts(text),
        notes=sheet.notes(),
        mentions=mentions(page.id, sheet.cards),
        fields=own_fields(page),
    )


# --- shared ------------------------------------------------------------------------------------------------------


def list_of(cards: Cards, kind: str) -> Ref:
    """The list that an item's page belongs to."""
    return Ref(text=cards.labels.item_kind[kind][1], href=f"{cards.root}{FOLDERS[kind]}/index.html")  # type: ignore[index]


def rows(*pairs: tuple[str, str]) -> Iterator[Row]:
    """The rows of a description that say anything."""
    return (Row(label=text, text=value) for text, value in pairs if value)


def own_fields(item: Item) -> tuple[Row, ...]:
    """The `fields:` of an item."""
    return tuple(Row(label=text, text=value) for text, value in item.fields.items())


def tags_of(tags: Iterable[str], desk: Desk, cards: Cards) -> tuple[Ref, ...]:
    """Keywords as links to their pages."""
    return tuple(Ref(text=tag, href=f"{cards.root}tags/{desk.slugs[tag]}.html") for tag in tags)
