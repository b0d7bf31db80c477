"""Rim: Jinja's compiler for templates that we trust: attributes, calls, macros and fixed words cost what Python asks for them.

The library asks its environment for every attribute and its context for every call, because a template might be handed
anything.  Ours are handed frozen values that have every field they name.  The bytes are the same (a test compares them
with the library's own) in a third of the time; templates of a dossier's own never come here (`theme.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from typing import Any

import markupsafe
from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.ext import Extension

TRANSLATORS = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext"})
"""What needs the template's context when called."""
WORDS = re.compile(r'\b_\("([^"%\\]*)"\)')


class Safe(str):
    """Text that is markup already, as the library's own class says it, but made faster."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def escaped(value: object, plain: Callable[[str], str] = markupsafe._escape_inner) -> str:  # type: ignore[attr-defined]  # noqa: SLF001
    """A value as it may stand in markup."""
    if type(value) is str:
        return plain(value)
    return value if isinstance(value, str) and hasattr(value, "__html__") else str(markupsafe.escape(value))


def macro(body: Callable[..., str], arguments: int, whole: Callable[..., str]) -> Callable[..., str]:
    """A macro that hands its arguments straight to its body; `whole` is the library's, for what is not that plain."""

    def call(*given: Any, **named: Any) -> str:
        if named or len(given) != arguments:
            return whole(*given, **named)
        return Safe(body(*given))

    return call


class DirectCode(CodeGenerator):
    """`a.b` and `f(x)` in a template become `a.b` and `f(x)` in Python."""

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """An attribute, read as such."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, **forward: bool) -> None:  # type: ignore[override]  # noqa: N802
        """A call with plain arguments; any other is left to the library."""
        by_name = isinstance(node.node, nodes.Name) and node.node.name in TRANSLATORS
        if by_name or forward or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, **forward)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """A macro's definition; one that asks for its caller, or for whatever it is given, stays the library's."""
        special = macro_ref.accesses_caller or macro_ref.accesses_kwargs or macro_ref.accesses_varargs
        if not special:
            self.write(f"environment.macro(macro, {len(macro_ref.node.args)}, ")
        super().macro_def(macro_ref, frame)
        if not special:
            self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")


class FixedWords(Extension):
    """`_("word")` is translated when the template is compiled, not each time that it is filled in."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """The source with the words that need no number and no name in place."""
        return WORDS.sub(self._translated, source)

    def _translated(self, found: re.Match[str]) -> str:
        words = self.environment.translate(found[1])  # type: ignore[attr-defined]
        return found[0] if '"' in words or "\\" in words else f'("{words}"|safe)'


class DirectEnvironment(Environment):
    """The environment of templates that we trust; `translate` gives a fixed text in the dossier's language."""

    code_generator_class = DirectCode
    escaped, macro = staticmethod(escaped), staticmethod(macro)

    def __init__(self, translate: Callable[[str], str], **options: Any) -> None:
        self.translate = translate
        self._loaded: dict[str, Template] = {}
        super().__init__(**options)
        self.add_extension(FixedWords)

    def get_template(self, name: str | Template, *given: Any, **options: Any) -> Template:
        """A template, loaded once: each page asks for the same few again and again."""
        if not isinstance(name, str):
            return super().get_template(name, *given, **options)
        if name not in self._loaded:
            self._loaded[name] = super().get_template(name)
        return self._loaded[name]

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that every template knows, in one plain table."""
        return {**self.globals, **(d or {})}
