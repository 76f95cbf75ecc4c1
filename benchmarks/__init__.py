"""What calls take, ours beside the peer in one run: `make bench`; README.md has the list."""
