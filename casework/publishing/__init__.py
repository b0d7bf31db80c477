"""From the case to the site on disk: render → screen → write; `build` is the whole flow in one place.

`output` says what makes each file, `making` has all of it made and put down, `write` moves it into place.  `theme` and
`direct` are the templates' side, `keptpages` and `joining` what need not be made again.
"""
