"""Parts that the pages share: they draw, and pass what a person did on to the services."""
