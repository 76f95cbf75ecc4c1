"""Pure rules and models of the method. Imports nothing of ours but errors, and does no I/O."""
