"""The engine of `dossier`: a folder of YAML and Markdown in, a cross-linked static dossier out.

One flow, each stage a value for the next:

    read → parse → link → check → derive → render → screen → write

The packages are its stages, each of which knows only those before it: `reading`, `evidence`, `pages`, `publishing`,
and between them what they share.  What all name stands here at the top.  `examining.examine` and `publishing.build`
are the flow itself; `docs/architecture.md` draws it.

Modules whose docstring begins with "Rim" touch the world; everything else is pure, so that the same input always
gives the same bytes.  What an author gets wrong is a `Diagnostic`, never an exception.  Evidence is counted by
independent origin, not by article: `origins` says how.
"""

__version__ = "0.1.0"
