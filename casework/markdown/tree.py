"""The parsed tree, before it is written as HTML: headings get level and anchor, addresses are noted."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree

import markdown
from markdown.treeprocessors import Treeprocessor

from casework.markdown.marks import SENTINEL, Marks, unescaped
from casework.prose import Heading, Link, Section


class Finish(Treeprocessor):
    """Headings get their level and anchor, table cells a class for their alignment; addresses are noted."""

    def __init__(self, md: markdown.Markdown, marks: Marks) -> None:
        super().__init__(md)
        self.marks = marks

    def run(self, root: etree.Element) -> None:
        headings = [each for each in root.iter() if re.fullmatch("h[1-6]", each.tag)]
        shift = 2 - min((int(each.tag[1]) for each in headings), default=2)
        taken: set[str] = set()
        for each in headings:
            self._heading(each, shift, taken)
        for each in root.iter():
            if "style" in each.attrib:
                each.set("class", each.attrib.pop("style").removeprefix("text-align: ").rstrip(";"))
            if address := each.get("href") or each.get("src"):
                self.marks.addresses.append(unescaped(address))
                self._foreign_picture(each, self.marks.addresses[-1])

    def _foreign_picture(self, element: etree.Element, address: str) -> None:
        """Said only where the address might be linked: what may not even be that is said elsewhere."""
        if element.tag == "img" and re.match(r"\s*(https?:|[/\\]\s*[/\\])", address, re.IGNORECASE):
            hint = "put the picture below assets/, or link to it"
            self.marks.fault("unsafe-link", "a picture of another host is not shown", hint, address)

    def _heading(self, heading: etree.Element, shift: int, taken: set[str]) -> None:
        level = min(int(heading.tag[1]) + shift, 6)
        said = unescaped("".join(heading.itertext()))
        title = " ".join(SENTINEL.sub(self._link_text, said).split())
        anchor = _slug(title, taken)
        heading.tag = f"h{level}"
        heading.text = self.marks.sentinel(Heading(anchor)) + (heading.text or "")
        self.marks.sections.append(Section(level, anchor, title))

    def _link_text(self, found: re.Match[str]) -> str:
        token = self.marks.tokens[int(found[1])]
        return token.text or token.id if isinstance(token, Link) else ""


def _slug(title: str, taken: set[str]) -> str:
    base = "h-" + ("-".join(re.findall(r"\w+", title.casefold()))[:60].strip("-") or "section")
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug
