"""Reads how deep the sentences of a reflection go, with a small trained file; see decision 15."""
