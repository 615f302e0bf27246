"""The office's pages and its API, served by the box itself."""
