"""A `Case` → the print edition as PDF, by way of plain values that a typesetter lays out."""
