"""From the folder to what is known of it and what is wrong in it: the whole of `dossier check`.

`examine` is the long way, through every stage.  After an edit of items that stay where they are, `edited` takes the
short one: `reread` says which items have changed, `reworked` in what, `rederive`, `recheck` and `replan` what follows.
"""
