"""Use cases: each takes an Actor, asks domain/access, works in one transaction, returns models."""
