"""One module a format: the text of a file → records under our own field names, and what could not be read.  Pure.

Abstracts and notes of other tools are not taken over: the summary of a source is ours to write.
"""
