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
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.runtime import Context

TRANSLATORS = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext"})
"""What needs the template's context when called."""
WORDS = re.compile(r'\b_\("([^"%\\]*)"\)')


class Safe(str):
    """Text that is markup already, as the library's own class says it, but made faster."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


plain: Callable[[str], str] = getattr(markupsafe, "_escape_inner", lambda text: str(markupsafe.escape(text)))
"""A text, of no class of its own, as it may stand in markup; by what the library asks itself, where it has that."""


def escaped(value: object) -> str:
    """Any other value as it may stand in markup."""
    if type(value) is Safe:
        return value
    return value if isinstance(value, str) and hasattr(value, "__html__") else str(markupsafe.escape(value))


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
        """A macro is the function that makes it; one that asks for more than its arguments stays the library's."""
        asks = macro_ref.accesses_caller or macro_ref.accesses_kwargs or macro_ref.accesses_varargs
        if asks or macro_ref.node.defaults:
            super().macro_def(macro_ref, frame)
        else:
            self.write("macro")

    def return_buffer_contents(self, frame: Frame, force_unescaped: bool = False) -> None:
        """What a macro has made is markup."""
        if force_unescaped:
            self.writeline(f"return environment.safe(concat({frame.buffer}))")
        else:
            super().return_buffer_contents(frame)

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802
        """Words and values that follow one another leave as one text: it passes every block around it on its way out."""
        if frame.buffer is not None or (frame.require_output_check and self.has_known_extends):
            super().visit_Output(node, frame)
            return
        inner = frame.copy()
        inner.buffer = self.temporary_identifier()
        self.writeline(f"{inner.buffer} = []")
        super().visit_Output(node, inner)
        self.writeline(f"yield concat({inner.buffer})")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(environment.plain(value) if type(value := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(") is str else environment.escaped(value))")


class FixedWords(Extension):
    """`_("word")` is translated when the template is compiled, not each time that it is filled in."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """The source with the words that need no number and no name in place."""
        return WORDS.sub(self._translated, source)

    def _translated(self, found: re.Match[str]) -> str:
        words = self.environment.translate(found[1])  # type: ignore[attr-defined]
        return found[0] if '"' in words or "\\" in words else f'("{words}"|safe)'


class DirectTemplate(Template):
    """A template whose macros are the same for every page: it has no names but those of its environment."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002
        return super()._get_default_module()


class DirectEnvironment(Environment):
    """The environment of templates that we trust; `translate` gives a fixed text in the dossier's language."""

    code_generator_class, template_class = DirectCode, DirectTemplate
    safe, plain, escaped = Safe, staticmethod(plain), staticmethod(escaped)

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
