"""STIX: the bundle is valid by others' reader, deterministic, and says what the dossier says."""

import json
from pathlib import Path
from typing import Any

import pytest
import stix2
from build import case
from click.testing import CliRunner

from casework.authoring import starter
from casework.exports import stix
from dossier import cli

FILES = {
    "config.yaml": "title: T\nsubtitle: S\npublisher: P\nedition: '2031-03'\ntlp: AMBER\n",
    "content/sources/s.md": "---\ntitle: Title\ndate: 2031-03-12\nurl: https://example.org/a\n"
    "archive: {file: secret.txt}\n---\n",
    "content/sources/t.md": "---\ntitle: Bad\nurl: https://bad.example\nurl_status: usurped\n---\n",
    "content/entities.yaml": "- {id: o, name: Org, kind: organisation, description: 'Of [[p]].'}\n"
    "- {id: p, name: Place, kind: place, lat: 1, lon: 2}\n- {id: nowhere, name: Nowhere, kind: place}\n"
    "- {id: h, name: Human, kind: person, tlp: AMBER}\n",
    "content/facts.yaml": """
facts:
  - {id: f, claim: It is so., about: [o], place: [p, nowhere], date: 2031-03, evidence: [{source: s, origin: o, credibility: 2}]}
  - {id: g, claim: Alone., tlp: GREEN, evidence: [{source: s, credibility: 6}, {source: t}]}
  - {id: r, claim: Gone., retracted: true}
judgments:
  - {id: j, text: We think so., likelihood: likely, confidence: low, basis: [f]}
  - {id: k, text: And so., confidence: high}
""",
}


def bundle(files: dict[str, str]) -> tuple[dict[str, Any], ...]:
    """The objects of a bundle that the library of OASIS reads, without custom content."""
    written = stix.bundle(case(files))
    stix2.parse(written, allow_custom=False)
    return tuple(json.loads(written)["objects"])


def one(objects: tuple[dict[str, Any], ...], **wanted: str) -> dict[str, Any]:
    """The only object with these values."""
    (found,) = [each for each in objects if all(each.get(key) == value for key, value in wanted.items())]
    return found


def test_the_bundle_says_what_the_dossier_says() -> None:
    """A note a fact and judgment, on the objects of those it is about; places only with coordinates."""
    objects = bundle(FILES)
    assert sorted({each["type"] for each in objects}) == [
        "identity",
        "location",
        "marking-definition",
        "note",
        "report",
    ]
    org, place = one(objects, name="Org"), one(objects, name="Place")
    fact = one(objects, content="It is so.")
    assert fact["object_refs"] == [org["id"], place["id"]]
    assert fact["abstract"].startswith("Single origin: ")
    assert fact["abstract"].endswith("Date: March 2031.")
    assert (fact["authors"], fact["labels"], fact["confidence"]) == (["Org"], ["claim", "single-origin"], 70)
    assert fact["external_references"] == [
        {"source_name": "Title", "description": "Title", "url": "https://example.org/a", "external_id": "s"}
    ]
    assert org["description"] == "Of Place."
    assert (place["latitude"], place["longitude"]) == (1.0, 2.0)
    assert one(objects, content="Gone.")["revoked"] is True
    report = one(objects, type="report")
    assert set(report["object_refs"]) == {each["id"] for each in objects} - {report["id"]} - {
        each["id"] for each in objects if each["type"] == "marking-definition"
    }


def test_confidence_is_mapped_by_term() -> None:
    """Likelihood by the scale of DNI words, else confidence; credibility 6, which cannot be judged, has none."""
    objects = bundle(FILES)
    judgment = one(objects, content="We think so.")
    assert judgment["confidence"] == 70
    assert judgment["abstract"] == "Key judgment. Likelihood: Likely. Analytic confidence: Low."
    assert judgment["object_refs"] == [one(objects, content="It is so.")["id"]]
    assert one(objects, content="And so.")["confidence"] == 85
    assert "confidence" not in one(objects, content="Alone.")


def test_markings_are_those_of_tlp_2() -> None:
    """Each object has its own level; only levels that are used are defined."""
    objects = bundle(FILES)
    assert one(objects, name="Human")["object_marking_refs"] == [stix.TLP["AMBER"]]
    assert one(objects, content="Alone.")["object_marking_refs"] == [stix.TLP["GREEN"]]
    levels = [each["name"] for each in objects if each["type"] == "marking-definition"]
    assert levels == ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER"]


def test_nothing_private_or_withheld_is_in_it() -> None:
    """No archive, no usurped address, and nothing above the build's marking."""
    clear = stix.bundle(case({**FILES, "config.yaml": "title: T\n"}))
    assert not any(word in clear for word in ("secret.txt", "bad.example", "Human", "Alone.", "created_by_ref"))


def test_no_clock_and_stable_ids() -> None:
    """Twice the same bytes; the edition's last day; identities keep id and `created` in the next edition, notes do not."""
    first, again = bundle(FILES), bundle(FILES)
    assert first == again
    later = bundle({**FILES, "config.yaml": FILES["config.yaml"].replace("2031-03", "2031-04-02")})
    assert one(first, type="report")["published"] == "2031-03-31T00:00:00.000Z"
    assert one(later, type="report")["published"] == "2031-04-02T00:00:00.000Z"
    old, new = one(first, name="Org"), one(later, name="Org")
    assert (old["id"], old["created"]) == (new["id"], new["created"])
    assert old["modified"] < new["modified"]
    assert one(first, content="It is so.")["id"] != one(later, content="It is so.")["id"]


@pytest.mark.parametrize("config", ["title: T\n", "title: T\nedition: First\n"])
def test_without_dates_it_is_still_valid(config: str) -> None:
    """An empty dossier has a report of nothing, which STIX does not allow: its publisher or itself stands in."""
    objects = bundle({"config.yaml": config, "content/entities.yaml": "- {id: o, name: O, kind: person}\n"})
    assert one(objects, type="report")["published"] == stix.SINCE


def test_the_command_writes_it(tmp_path: Path) -> None:
    """`dossier export stix` gives the bundle of the starter, valid."""
    starter.start(tmp_path)
    done = CliRunner().invoke(cli, ["export", "stix", "-C", str(tmp_path)])
    assert done.exit_code == 0
    assert stix2.parse(done.stdout, allow_custom=False).type == "bundle"
