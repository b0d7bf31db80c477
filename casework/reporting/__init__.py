"""A `Diagnostic` → what a person or a program reads of it: with its place (`locate`), its grade (`findings`), its form.

The forms are `report` (text and JSON), `sarif` and `github`; `manual` holds the long explanation of each code.
"""
