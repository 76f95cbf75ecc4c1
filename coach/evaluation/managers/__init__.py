"""Managers who are not there: they answer the coach by the rules of a persona, without a model."""
