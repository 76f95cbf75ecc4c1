"""Measures the product on data: each evaluator answers with figures in one shape."""
