"""Our marks on their way through the parser: numbered sentinels, which become tokens once the HTML is clean.

A sentinel is made of private-use characters that are taken out of what authors write, so nobody can forge one, and the
sanitiser never sees our markup.
"""

from __future__ import annotations

import re

from casework.prose import Fault, Section, Token

OPEN, CLOSE = "\ue000", "\ue001"
SENTINEL = re.compile(f"{OPEN}(\\d+){CLOSE}")
FORGED = re.compile(r"[\ue000\ue001\x02\x03]|&#(?:x0*e00[01](?![0-9a-f])|0*5734[45](?!\d));?", re.IGNORECASE)
ESCAPED = re.compile("\x02(\\d+)\x03")
"""How the parser keeps a character that the author escaped."""


class Marks:
    """What one conversion collects."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.tokens: list[Token] = []
        self.sections: list[Section] = []
        self.addresses: list[str] = []
        self.faults: list[Fault] = []

    def sentinel(self, token: Token) -> str:
        self.tokens.append(token)
        return f"{OPEN}{len(self.tokens) - 1}{CLOSE}"

    def fault(self, code: str, message: str, hint: str, word: str) -> None:
        nth = sum(each.word == word for each in self.faults)
        self.faults.append(Fault(code, message, hint, word, nth))


def unforged(text: str) -> str:
    """An author's text without the characters that marks are made of."""
    return FORGED.sub("\ufffd", text)


def unescaped(text: str) -> str:
    """A text in which the parser's own escapes are undone."""
    return ESCAPED.sub(lambda code: chr(int(code[1])), text)
