"""What every page has: the frame, the navigation, the notes."""

from __future__ import annotations

from casework.views.parts import Ref, View
from casework.views.text import NoteView, Section


class NavItem(View, frozen=True, kw_only=True):
    """An entry of the navigation."""

    ref: Ref
    current: bool


class Frame(View, frozen=True, kw_only=True):
    """What is the same on every page of a site, but for the links.

    `card` is the path of the picture for sharing, `tlp_class` the marking as a class of the style sheets.
    """

    title: str
    subtitle: str
    language: str
    direction: str
    publisher: str
    edition: str
    as_of: str
    tlp: str
    tlp_class: str
    base_url: str
    card: str = ""


class PageView(View, frozen=True, kw_only=True):
    """What every page has.  `root` is the way to the site's root (`""` or `"../"`); `jsonld` is safe inside a script."""

    template: str
    path: str
    root: str
    frame: Frame
    nav: tuple[NavItem, ...]
    crumbs: tuple[Ref, ...]
    title: str
    description: str
    sections: tuple[Section, ...] = ()
    notes: tuple[NoteView, ...] = ()
    leaves: tuple[NavItem, ...] = ()
    """The pages of a list that is too long for one; empty when it is not."""
    previous: Ref | None = None
    next: Ref | None = None
    jsonld: str = ""
