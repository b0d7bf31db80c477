"""A plain site: pages only, at our addresses; what a dossier has no like of is off."""

import json

SITENAME = "Corpus"
SITEURL = ""
RELATIVE_URLS = False
PATH = "content"
ARTICLE_PATHS = ["none"]
PAGE_PATHS = ["sources", "facts", "entities", "home"]
STATIC_PATHS: list[str] = []
PATH_METADATA = r"(?P<kind>[a-z]+)/(?P<item_id>[a-z0-9]+)\.md"
PAGE_URL = "{kind}/{item_id}.html"
PAGE_SAVE_AS = "{kind}/{item_id}.html"
# Two pages may well have one title; else the later would be taken for a translation of the earlier.
SLUGIFY_SOURCE = "basename"
THEME = "theme"
THEME_STATIC_DIR = "."
DIRECT_TEMPLATES = ["list_sources", "list_facts", "list_entities"]
LIST_SOURCES_SAVE_AS = "sources/index.html"
LIST_FACTS_SAVE_AS = "facts/index.html"
LIST_ENTITIES_SAVE_AS = "entities/index.html"
MARKDOWN = {
    "extension_configs": {"markdown.extensions.footnotes": {}, "markdown.extensions.meta": {}},
    "output_format": "html5",
}
JINJA_FILTERS = {"from_json": json.loads}
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
AUTHOR = ""
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ARCHIVES_SAVE_AS = ""
