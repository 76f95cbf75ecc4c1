"""The pages, one module each: `page(actor)` draws it from the services."""
