"""The pages, one module each: `page(actor)` draws it from the services.

Not called `pages`: Streamlit runs the files of a folder of that name beside its script by itself.
"""
