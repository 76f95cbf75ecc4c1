"""`strings`: odd strings through every text field, by service."""
