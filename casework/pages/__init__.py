"""A `Case` → the views of every page of its site; what they hold in common is made once.

`plan` orders the lists, `desk` holds what all pages are made from, `cards` and `sheet` are the parts, and each kind of
page has its module; `site` names all pages.
"""
