"""Themes: what several texts wrestle with, found concept by concept, borne out word for word."""
