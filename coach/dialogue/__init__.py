"""The coach: stages, the question bank, the safety screen, reply checks and the reply itself."""
