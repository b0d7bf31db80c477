"""What holds for every dossier: generated ones, mutated ones, and files of anything at all."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_output import FILES
from webpages import dangling, page

from casework import defaults
from casework.diagnostics import Finding
from casework.dossier import InputFile
from casework.evidence import check, cut, derive, verify
from casework.evidence.derive import Case
from casework.pages import itempages
from casework.pages.desk import laid
from casework.publishing import output, render, stylesheet, theme
from casework.reading import link, parse
from casework.reporting import findings, report
from casework.rules import RULES

pytestmark = pytest.mark.slow

ASSETS = frozenset({"assets/x.png"})
CONFIG = "config.yaml"

# --- the stages, in memory ---------------------------------------------------------------------------------------


def examined(files: Mapping[str, bytes]) -> tuple[Case | None, tuple[Finding, ...]]:
    """What `dossier check` finds, from files in the order given."""
    config, found = parse.config(InputFile(CONFIG, files[CONFIG]))
    texts = {path: data.decode("utf-8-sig", "replace") for path, data in files.items()}
    if config is None:
        return None, findings.findings(found, {}, texts)
    parsed = [(path, parse.parse(InputFile(path, data))) for path, data in files.items() if path != CONFIG]
    whole, linked = link.link(config, parsed)
    dossier, marked = cut.by_marking(whole, config.tlp)
    verified = verify.verify(dossier, {}, ())
    case = derive.derive(dossier, verified.checks)
    found += linked + marked + tuple(each for _, each in verified.diagnostics) + check.check(case, ASSETS)
    return case, findings.findings(found, config.rules, texts)


def published(case: Case) -> dict[str, bytes]:
    """The pages and data files."""
    desk = laid(case)
    jobs = (output.job(name, desk, templates()) for name in output.names(desk))
    made = (job for job in jobs if not output.is_piece(job.name))
    return dict(output.data_files(desk)) | {path: content for job in made for path, content in job.files()}


@cache
def templates() -> jinja2.Environment:
    return theme.environment(Path(__file__).parent / "cases")


@cache
def shipped() -> frozenset[str]:
    folder = defaults.folder()
    files = (path.relative_to(folder).as_posix() for path in (folder / "assets").rglob("*"))
    return frozenset({*files, stylesheet.PATH})


def encoded(files: Mapping[str, str]) -> dict[str, bytes]:
    return {path: text.encode("utf-8", "surrogatepass") for path, text in files.items()}


# --- generated dossiers ------------------------------------------------------------------------------------------

WORDS = (
    "Troops",
    "went",
    "east",
    "& <b>west</b>",
    "*soon*",
    "`[@code]`",
    r"\[[no]]",
    "me@example.org",
    "무기",
    "x_y_z",
)


@st.composite
def dossiers(draw: st.DrawFn) -> dict[str, bytes]:
    """The files of a small valid dossier, in any order."""
    names = draw(
        st.lists(st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9]", fullmatch=True), min_size=6, max_size=14, unique=True)
    )
    names = [f"{name}-1" for name in names]  # none of the reserved ids ends so
    cuts = sorted(draw(st.lists(st.integers(1, len(names)), min_size=4, max_size=4)))
    sources, entities, facts, judgments, pages = (
        names[start:end] for start, end in zip([0, *cuts], [*cuts, len(names)], strict=True)
    )
    citable, linkable = [*sources, *facts], [*names, "index"]

    def text() -> str:
        return draw(texts(citable, linkable, facts))

    files = {CONFIG: "title: Generated\nkinds: {malware: Malware}\n", "content/index.md": text()}
    for name in sources:
        date = draw(st.sampled_from(["", "date: 2024-10-18\n", "date: 2024-10~\n", "tags: [x, 무기]\n"]))
        files[f"content/sources/{name}.md"] = f"---\ntitle: Source {name}\n{date}---\n{text()}"
    for name in pages:
        files[f"content/pages/{name}.md"] = f"---\ntitle: Page {name}\n---\n{text()}"
    for number, name in enumerate(entities):
        kind = draw(st.sampled_from(["person", "place\n  lat: 43\n  lon: 131", "malware"]))
        files[f"content/entities/{number}.yaml"] = (
            f"- id: {name}\n  name: Name {name}\n  kind: {kind}\n  description: |\n{block(text())}"
        )
    for name in facts:
        files[f"content/facts/{name}.yaml"] = draw(fact(name, sources, entities, facts, text()))
    for name in judgments:
        basis = draw(st.lists(st.sampled_from(facts), max_size=3, unique=True)) if facts else []
        files[f"content/facts/j/{name}.yaml"] = (
            f"judgments:\n  - id: {name}\n    text: Judgment {name}\n    basis: [{', '.join(basis)}]\n"
        )
    return encoded({path: files[path] for path in draw(st.permutations(sorted(files)))})


def block(text: str) -> str:
    return "".join(f"      {line}\n" for line in text.split("\n"))


@st.composite
def fact(draw: st.DrawFn, name: str, sources: list[str], entities: list[str], facts: list[str], note: str) -> str:
    lines = []
    for _ in range(draw(st.integers(0, 3))):
        origin = draw(st.sampled_from(["self", "unknown", *entities]))
        stance = draw(st.sampled_from(["supports", "disputes", "cannot-confirm", "mentions"]))
        lines.append(
            f"{{source: {draw(st.sampled_from(sources))}, origin: {origin}, stance: {stance}, quote: some words}}"
        )
    about = draw(st.lists(st.sampled_from(entities), max_size=2)) if entities else []
    others = draw(st.lists(st.sampled_from(facts), max_size=2))
    return (
        f"facts:\n  - id: {name}\n    claim: Claim {name}\n    date: {draw(st.sampled_from(['2024', '2024-10-18', '']))}\n"
        f"    about: [{', '.join(about)}]\n    contradicts: [{', '.join(others)}]\n    evidence: [{', '.join(lines)}]\n"
        f"    note: |\n{block(note)}"
    )


@st.composite
def texts(draw: st.DrawFn, citable: list[str], linkable: list[str], facts: list[str]) -> str:
    """Prose with every mark of the format, all of them leading somewhere."""
    one, link_to = st.sampled_from(citable), st.sampled_from(linkable)
    label = st.sampled_from(["1", "n", "long-one"])
    marks = st.one_of(
        st.sampled_from(WORDS),
        one.map("[@{}]".format),
        st.tuples(one, st.integers(1, 3)).map(lambda pair: f"[@{pair[0]}, para. {pair[1]}]"),
        st.tuples(one, one).map(lambda pair: f"[@{pair[0]}; @{pair[1]}]"),
        link_to.map("[[{}]]".format),
        link_to.map("[[{}|other words]]".format),
        label.map("[^{}]".format),
    )
    embeds = ["timeline", "map", *facts]
    sentence = st.lists(marks, min_size=1, max_size=5).map(" ".join)
    paragraphs = st.one_of(
        sentence,
        sentence.map("# {}".format),
        sentence.map("- {}".format),
        sentence.map("> {}".format),
        sentence.map(lambda text: f"::: note\n{text}\n\n::: tlp CLEAR\n{text}\n:::\n:::"),
        sentence.map(lambda text: f"::: tlp RED\n{text}\n:::"),
        sentence.map(lambda text: f"| a | b |\n| --- | ---: |\n| {text.replace('|', chr(92) + '|')} | 1 |"),
        st.sampled_from(embeds).map("![[{}]]".format),
    )
    written = "\n\n".join(draw(st.lists(paragraphs, max_size=5)))
    notes = [f"[^{each}]: Note {each} {draw(sentence)}" for each in ("1", "n", "long-one") if f"[^{each}]" in written]
    # A note's text may use notes of its own; they are written too, so that every one is there.
    return "\n\n".join([written, *notes, *(f"[^{each}]: More." for each in ("1", "n", "long-one"))])


# --- promises ----------------------------------------------------------------------------------------------------


@settings(max_examples=15)
@given(dossiers(), st.randoms(use_true_random=False))
def test_shuffled_files_give_the_same_bytes(files: dict[str, bytes], order: random.Random) -> None:
    """The order in which a file system lists files is nowhere in the output."""
    case, found = examined(files)
    shuffled = list(files.items())
    order.shuffle(shuffled)
    again, same = examined(dict(shuffled))
    assert case is not None
    assert again is not None
    assert same == found
    assert published(case) == published(again)


@settings(max_examples=30)
@given(dossiers())
def test_every_page_keeps_its_shape_and_its_links(files: dict[str, bytes]) -> None:
    """Whatever the texts hold, no internal link of the site dangles, and each page keeps what `whole` says."""
    case, found = examined(files)
    assert case is not None
    assert [each for each in found if each.severity == "error"] == []
    made = published(case)
    assert dangling(made, also=shipped()) == []
    for path, data in made.items():
        if path.endswith(".html"):
            whole(path, page(data))


def whole(path: str, tree: Any) -> None:
    """One main and one h1; an id means one place; notes run 1…n by first citation, mark and note lead to each other."""
    assert (len(tree.xpath("//main")), len(tree.xpath("//h1"))) == (1, 1), path
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids)), path
    marks = tree.xpath("//*[@role='doc-noteref']")
    numbers = list(dict.fromkeys(int(mark.text_content()) for mark in marks))
    listed = tree.xpath("//*[@role='doc-endnotes']//li[starts-with(@id, 'fn-')]/@id")
    assert numbers == list(range(1, len(numbers) + 1)), path
    assert listed == [f"fn-{number}" for number in numbers], path
    assert all(mark.get("href") == f"#fn-{int(mark.text_content())}" for mark in marks), path
    ways = tree.xpath("//*[@role='doc-backlink']/@href")
    assert sorted(ways) == sorted(f"#{mark.get('id')}" for mark in marks), path


# --- anything at all ---------------------------------------------------------------------------------------------

HOSTILE = (
    *"[]{}*&!|>'\"%@`#,:?-~\\\t\n\r\x00\x85\u2028\ufeff\ue000\ue001\x02\x03",
    *": |- |- >|---\n|...\n|<<: |!!map |!!python/name:os.system |&a |*a|[[|]]|[@|[^|]:|:::|::: tlp RED\n|```\n|    |".split(
        "|"
    ),
    *"null true 1e999 .nan -0 0x10 2024-13-01 ../.. /etc/passwd javascript:alert(1) <script> --> ]]> index map".split(),
)
PATHS = sorted(path for path in FILES if path != "assets/x.png")
LENIENT = "title: T\nrules: {" + ", ".join(f"{code}: off" for code, rule in RULES.items() if not rule.fixed) + "}\n"


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, bytes]:
    """A valid dossier of which one or two files were damaged."""
    files = dict(FILES)
    for path in draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=2)):
        for _ in range(draw(st.integers(1, 4))):
            files[path] = damaged(draw, files[path])
    return encoded(files)


def damaged(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text)))
    end = min(len(text), start + draw(st.sampled_from([0, 0, 1, 2, 10, 60])))
    kind = draw(st.sampled_from(["insert", "insert", "delete", "double", "line"]))
    if kind == "delete":
        return text[:start] + text[end:]
    if kind == "double":
        return text[:end] + text[start:end] + text[end:]
    if kind == "line":
        lines = text.split("\n")
        lines.insert(draw(st.integers(0, len(lines))), lines[draw(st.integers(0, len(lines) - 1))])
        return "\n".join(lines)
    return text[:start] + draw(st.sampled_from(HOSTILE)) + text[end:]


def looked_at(found: tuple[Finding, ...]) -> Iterator[str]:
    """The report in all its forms; each finding has a place that exists."""
    yield report.as_text(found)
    yield report.as_json(found)
    for each in found:
        assert each.line >= 1, each
        assert each.column >= 1, each
        assert each.code in RULES, each


@settings(max_examples=200)
@given(mutated())
def test_no_mutation_ends_in_a_traceback(files: dict[str, bytes]) -> None:
    """Damage to any file is said as diagnostics."""
    _, found = examined(files)
    assert all(isinstance(text, str) for text in looked_at(found))


@settings(max_examples=20)
@given(mutated())
def test_no_mutation_breaks_the_build_even_with_all_rules_off(files: dict[str, bytes]) -> None:
    """What a config forgives can still be rendered."""
    case, _ = examined({**files, CONFIG: LENIENT.encode()})
    assert case is not None
    assert published(case)


@settings(max_examples=150)
@given(
    st.sampled_from(PATHS),
    st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))),
)
def test_files_of_anything(path: str, data: bytes) -> None:
    """Whatever bytes stand in a file, they are said as diagnostics with a code and a place; nothing is raised."""
    _, found = examined({**encoded(FILES), path: data})
    assert all(isinstance(text, str) for text in looked_at(found))


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from([*HOSTILE, *WORDS, "\n", "\n\n", "[@csm]", "[[nis]]", "[^1]", "[^1]: "]), max_size=25).map(
        "".join
    )
)
def test_prose_of_anything(text: str) -> None:
    """Any run of marks, broken ones too, is a page with its shape kept."""
    case, found = examined({**encoded(FILES), "content/pages/method.md": text.encode("utf-8", "surrogatepass")})
    assert all(isinstance(said, str) for said in looked_at(found))
    assert case is not None
    if "method" not in case.dossier.pages:
        assert {each.code for each in found} >= {"not-utf8"} or text.startswith("---")
        return
    view = itempages.prose_page(case.dossier.pages["method"], laid(case))
    tree = page(render.render(view, templates()))
    assert (len(tree.xpath("//main")), len(tree.xpath("//h1"))) == (1, 1)
    assert not tree.xpath("//script[not(@src) and not(@type)]")
    assert not tree.xpath("//@href[starts-with(translate(., 'JAVSCRIPT', 'javscript'), 'javascript:')]")
