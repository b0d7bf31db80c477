"""A text that somebody saved → one record: its first line is the title, all of it goes into the archive.  Pure."""

from __future__ import annotations

from casework.importers.records import Read, Record, Unread


def read(text: str, file: str) -> Read:
    """The one record of a text file."""
    title = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if not title:
        return (Unread(file, "there is no text in it"),)
    return (Record(place=file, values={"title": " ".join(title.split())}, text=text),)
