"""HTML of whatever an author wrote → HTML that may stand in a page: the only use of the sanitiser."""

from __future__ import annotations

import re

import nh3

TAGS = frozenset(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub sup table tbody td tfoot th thead tr u ul var wbr".split()
)
ATTRIBUTES = {
    "*": {"title", "lang", "dir"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
CLASSES = {"td": {"right", "center"}, "th": {"right", "center"}}
FETCHED = re.compile(r"\s*([a-z][a-z0-9+.-]*:|[/\\]\s*[/\\])", re.IGNORECASE)
"""An address that the browser would fetch from another host; a reader's visit is nobody else's business."""


def _own(tag: str, attribute: str, value: str) -> str | None:
    """An attribute's value, or None to leave it out: pictures come from the dossier itself."""
    return None if (tag, attribute) == ("img", "src") and FETCHED.match(value) else value


def clean(html: str) -> str:
    kept = nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        attribute_filter=_own,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
        clean_content_tags={"script", "style"},
    )
    return kept.replace("<table>", '<div class="scroll" tabindex="0"><table>').replace("</table>", "</table></div>")
