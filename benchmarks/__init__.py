"""Measurements: how long builds take and how much memory, ours and others'.  Nothing here is shipped."""
