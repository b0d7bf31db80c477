"""Rim: the content's files → what each holds; one that was read before, byte for byte, is not read again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from casework import cache, parallel, parse, stored
from casework.dossier import InputFile, Parsed

NAME = "parsed"
FEW = 64
"""With fewer files it takes longer to part the work than to do it."""

Known = Mapping[str, bytes]
"""What files hold, by the digest of their path and bytes."""


def parsed(root: Path, files: Sequence[InputFile], workers: int = 0) -> list[tuple[str, Parsed]]:
    """What each of `files` holds, with its path, in their order.  `workers`: 0 for as many as there are processors."""
    digests = [_digest(file) for file in files]
    known = _recalled(root)
    new = [number for number, digest in enumerate(digests) if digest not in known]
    new.sort(key=lambda number: -len(files[number].data))  # a file of records may take as long as all others

    def work(turn: int) -> tuple[int, bytes]:
        return new[turn], _encoded(parse.parse(files[new[turn]]))

    workers = workers or (parallel.processors() if len(new) > FEW else 1)
    held = {**known, **{digests[number]: data for number, data in parallel.each(work, len(new), workers)}}
    if new or len(known) > len(files):
        _record(root, {digest: held[digest] for digest in digests})
    return [(file.path, _decoded(file, held[digest])) for file, digest in zip(files, digests, strict=True)]


def _digest(file: InputFile) -> str:
    return cache.digest(b"%s\0%s" % (file.path.encode("utf-8", "surrogateescape"), file.data))


def _encoded(held: Parsed) -> bytes:
    """As bytes; empty for the rare file that holds what no bytes can say (half of a character)."""
    with suppress(UnicodeEncodeError):
        return stored.encode(held)
    return b""


def _decoded(file: InputFile, data: bytes) -> Parsed:
    with suppress(msgspec.DecodeError):
        return stored.decode(data, file.path)
    return parse.parse(file)


# --- between runs ------------------------------------------------------------------------------------------------


def _recalled(root: Path) -> Known:
    try:
        return msgspec.msgpack.decode(cache.load(root, NAME) or b"", type=dict[str, bytes])
    except msgspec.DecodeError:
        return {}


def _record(root: Path, known: Known) -> None:
    cache.save(root, NAME, msgspec.msgpack.encode(known))
