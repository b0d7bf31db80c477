"""The data for other programs beside the model: no field of the format is left out of it unnoticed."""

from __future__ import annotations

from typing import Any

import pytest

from casework import model
from casework.exports import data

TEXTS = {"summary", "note", "description", "descriptor"}
"""Our own prose, which stands on the pages: editions are compared by what is claimed, not by how it is put."""
OURS = {"tlp", "fields", "draft", "archive"}
"""What is for the build alone, for a page's looks, or private."""


@pytest.mark.parametrize(
    ("record", "published", "said_otherwise", "derived"),
    [
        (model.Source, data.SourceData, {"url_status"}, {"facts"}),
        (model.Evidence, data.EvidenceData, set(), {"root", "quote_status", "paragraph"}),
        # A fact that was taken back has that as its status.
        (model.Fact, data.FactData, {"retracted"}, {"status", "origins", "disputed_by", "sources", "drift"}),
        (model.Entity, data.EntityData, {"links"}, {"facts", "origin_of"}),
        (model.Question, data.QuestionData, set(), {"facts", "disagreement"}),
        (model.Judgment, data.JudgmentData, set(), set()),
    ],
)
def test_each_field_of_the_format_is_published_or_left_out_on_purpose(
    record: Any, published: Any, said_otherwise: set[str], derived: set[str]
) -> None:
    """What is published under a name of the format is that field, and every other key is derived (FORMAT §8)."""
    written, told = set(record.__struct_fields__), set(published.__struct_fields__)
    assert written - told - TEXTS - OURS == said_otherwise
    assert told - written == derived
