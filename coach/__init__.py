"""Repertoire: a reflection coach for peer learning groups and communities of practice."""

__version__ = "0.1.0"
