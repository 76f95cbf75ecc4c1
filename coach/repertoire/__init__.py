"""The shared repertoire: read, split, embed, index, search, distil."""
