"""Turns small frozen values into pictures: inline SVG text, drawn at build time.

Every figure is a pure function: no clock, no randomness, no files (but for `worldmap.load_world`, the one
rim function), ids made from the caller's `prefix`. All looks come from the classes in
`assets/css/figures.css`; sizes that the layout depends on (coordinates, text sizes) are attributes, so that
the two cannot drift apart.
"""
