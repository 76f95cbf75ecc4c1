"""Files become Markdown: the type by content, the conversion in a confined child process."""
