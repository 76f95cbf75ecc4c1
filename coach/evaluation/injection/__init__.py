"""`injection`: texts that give the model orders, planted wherever somebody's text reaches it."""
