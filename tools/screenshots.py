"""Takes the pictures of the demo dossier in docs/screenshots/: every page kind, wide and narrow, light and dark.

Run by `make screenshots` after `make site`; needs Chromium and the dev dependencies.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SITE, PICTURES = ROOT / "site", ROOT / "docs" / "screenshots"
CHROMIUM = "/usr/bin/chromium-headless-shell"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]

PAGES = {
    "briefing": "index.html",
    "fact": "facts/nis-1500-moved.html",
    "facts": "facts/index.html",
    "source": "sources/csm-2024-10-18.html",
    "sources": "sources/index.html",
    "question": "questions/total-planned.html",
    "questions": "questions/index.html",
    "judgment": "judgments/troops-in-russia.html",
    "entity": "entities/nis.html",
    "entities": "entities/index.html",
    "page": "pages/method.html",
    "tag": "tags/deployment.html",
    "tags": "tags/index.html",
    "timeline": "timeline.html",
    "map": "map.html",
    "origins": "origins.html",
    "search": "search.html?q=Kursk",
    "changes": "changes.html",
    "about": "about.html",
    "print": "print.html",
    "missing": "404.html",
}
WIDE, NARROW = (1280, 900), (390, 844)
LOOKS = {"": (WIDE, "light"), "-dark": (WIDE, "dark"), "-narrow": (NARROW, "light")}


def main() -> None:
    """Take every picture anew."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for suffix, ((width, height), scheme) in LOOKS.items():
            for name, page in PAGES.items():
                take(browser, page, PICTURES / f"{name}{suffix}.png", (width, height), scheme)
        browser.close()


def take(browser: Browser, page: str, picture: Path, size: tuple[int, int], scheme: str) -> None:
    """One screenful of one page."""
    tab = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)  # type: ignore[arg-type]
    tab.goto(f"{SITE.as_uri()}/{page}")
    tab.wait_for_timeout(400)
    tab.screenshot(path=picture)
    tab.close()


if __name__ == "__main__":
    main()
