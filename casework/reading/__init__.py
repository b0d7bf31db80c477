"""The first half of the flow: a folder → files (`read`) → items and texts (`parse`) → one linked `Dossier` (`link`).

What YAML and front matter are is known here alone: `yamltext`, `yamlfaults`, `frontmatter`, `portions`; `fit` makes
records of the model of them; `unread` is what a file that cannot be read leaves unsaid of others.
"""
