"""One file a revision, in order; those that were released are never edited."""
