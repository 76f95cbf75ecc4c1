"""Finds in a text what could tell of somebody, without a language model."""
