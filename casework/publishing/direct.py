"""Rim: Jinja's compiler for templates that we trust: attributes, calls, macros and fixed words cost what Python asks for them.

The library asks its environment for every attribute and its context for every call, because a template might be handed
anything.  Ours are handed frozen values that have every field they name.  The bytes are the same (a test compares them
with the library's own) in a third of the time; templates of a dossier's own never come here (`theme.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from typing import Any

import markupsafe
from jinja2 import Environment, Template, nodes
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.runtime import Context

RECURRING = frozenset({"ref", "badge", "date", "verified", "brief_list", "note_item", "backs"})
"""Macros of one value that many pages show: what they make of it is remembered."""
SHOWN = 4096
"""How many values are remembered of each, at most."""
INHERITED = "yield from parent_template.root_render_func(context)"
"""The line by which the library's code turns to the template that is extended."""
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


def said(translate: Callable[..., str]) -> Callable[..., Safe]:
    """A translator for templates: its words with values in them, as markup."""

    def say(*words: Any, **values: Any) -> Safe:
        return Safe(translate(*words) % {name: escaped(value) for name, value in values.items()})

    return say


def counted(translate: Callable[[str, str, int], str]) -> Callable[..., Safe]:
    """The same of a translator that chooses its words by a number, which is one of the values."""

    def say(singular: str, plural: str, num: int, **values: Any) -> Safe:
        return Safe(translate(singular, plural, num) % {"num": num, **{name: escaped(values[name]) for name in values}})

    return say


class DirectCode(CodeGenerator):
    """`a.b` and `f(x)` in a template become `a.b` and `f(x)` in Python, and a block the list of what it says."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """A template, with what escapes its values at hand."""
        self.writeline("plain, escaped = environment.plain, environment.escaped")
        self.writeline("safe, remembered = environment.safe, environment.remembered")
        super().visit_Template(node, frame)

    def write_commons(self) -> None:
        """What every block has at hand, as the library writes it, but for what would make it a generator."""
        self.writeline("resolve = context.resolve_or_missing")
        self.writeline("undefined = environment.undefined")
        self.writeline("concat = environment.concat")
        self.writeline("cond_expr_undefined = Undefined")

    def enter_frame(self, frame: Frame) -> None:
        """A block, or a template that extends no other, begins a list: what it says need not pass every block around it."""
        if frame.parent is None and not frame.require_output_check:
            self.buffer(frame)
        super().enter_frame(frame)

    def leave_frame(self, frame: Frame, with_python_scope: bool = False) -> None:
        """… and gives it back."""
        super().leave_frame(frame, with_python_scope)
        if frame.parent is None and frame.buffer is not None:
            self.writeline(f"return {frame.buffer}")

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        """What a template has of the one that it extends comes as one text; the library hands piece by piece on."""
        super().writeline(f"yield concat({x.removeprefix('yield from ')})" if x == INHERITED else x, node, extra)

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802
        """What a block says follows what has been said."""
        if frame.buffer is None or node.scoped or node.required:
            super().visit_Block(node, frame)
        else:
            self.writeline(f"{frame.buffer}.extend({self.get_context_ref()}.blocks[{node.name!r}][0](context))", node)

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """An attribute, read as such."""
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(self, node: nodes.Call, frame: Frame, **forward: bool) -> None:  # type: ignore[override]  # noqa: N802
        """A call with plain arguments; any other is left to the library."""
        if forward or node.dyn_args or node.dyn_kwargs:
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
            recurs = isinstance(macro_ref.node, nodes.Macro) and macro_ref.node.name in RECURRING
            self.write("remembered(macro)" if recurs else "macro")

    def return_buffer_contents(self, frame: Frame, force_unescaped: bool = False) -> None:
        """What a macro has made is markup."""
        if force_unescaped:
            self.writeline(f"return safe(concat({frame.buffer}))")
        else:
            super().return_buffer_contents(frame)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(plain(value) if (kind := type(value := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(")) is str else value if kind is safe else escaped(value))")


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
        if self._module is None:
            self._module = self.make_module()
        return self._module


class DirectEnvironment(Environment):
    """The environment of templates that we trust, which `gettext`, `ngettext` and `pgettext` translate."""

    code_generator_class, template_class = DirectCode, DirectTemplate
    safe, plain, escaped, remembered = Safe, staticmethod(plain), staticmethod(escaped), staticmethod(lru_cache(SHOWN))

    def __init__(
        self,
        gettext: Callable[[str], str],
        ngettext: Callable[[str, str, int], str],
        pgettext: Callable[[str, str], str],
        **options: Any,
    ) -> None:
        self.translate = gettext
        self._loaded: dict[str, Template] = {}
        super().__init__(**options)
        self.add_extension(FixedWords)
        self.newstyle_gettext = True  # values go to the translators by name
        say = said(gettext)
        self.globals.update(_=say, gettext=say, ngettext=counted(ngettext), pgettext=said(pgettext))

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
