"""What a published site's pages link to, and which of that is not there."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

from lxml import html

ADDRESSES = ("href", "src", "poster", "data", "action", "srcset")


def page(data: bytes) -> Any:
    """A page's tree."""
    return html.document_fromstring(data.decode())


def addresses(tree: Any) -> Iterator[tuple[Any, str]]:
    """Every address in a page, with the element that holds it."""
    for name in ADDRESSES:
        for element in tree.xpath(f"//*[@{name}]"):
            yield element, element.get(name)


def dangling(files: Mapping[str, bytes], also: frozenset[str] = frozenset()) -> list[str]:
    """Internal addresses that lead nowhere, as `page → address`; `also` are paths that the site has besides."""
    trees = {path: page(data) for path, data in files.items() if path.endswith(".html")}
    anchors = {path: frozenset(tree.xpath("//@id")) for path, tree in trees.items()}
    return [
        f"{path} → {address}"
        for path, tree in trees.items()
        for _, address in addresses(tree)
        if not _there(path, address, files, anchors, also)
    ]


def _there(
    path: str,
    address: str,
    files: Mapping[str, bytes],
    anchors: Mapping[str, frozenset[str]],
    also: frozenset[str],
) -> bool:
    if urlsplit(address).scheme or address.startswith("//"):
        return True
    to, fragment = urldefrag(address)
    to = to.partition("?")[0]
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(to))) if to else path
    if target not in files and target not in also:
        return False
    return not fragment or target not in anchors or unquote(fragment) in anchors[target]
