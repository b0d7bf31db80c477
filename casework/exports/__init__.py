"""A `Case` → the files that other programs read, and two editions → what changed between them (`editions`).

`data` is the dossier itself as JSON, of which the others are views: `tables`, `jsonld`, `stix`, `feed`.
"""
