"""What one run leaves for the next, so that nothing is done again that would come out the same.

`cache` and `shelf` are where it lies; `parsed` and `base` know the content's files, `seen` and `manifest` the output;
`trace`, `ledger` and `snapshot` know which page read what of the case, and what of it has changed.  `lastrun` answers
where nothing has.  Nothing that is kept is believed when anything about it is wrong.
"""
