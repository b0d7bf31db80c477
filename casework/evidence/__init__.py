"""What the project is for: what a linked dossier's evidence amounts to, and what is wrong in it.

`cut` leaves what this edition may know and show, `verify` compares quotations with the archive (`quotes`), `derive`
makes the `Case`: who stands behind each fact (`origins`) and what cannot all hold (`disagreement`); `check` says what is
doubtful in it.
"""
