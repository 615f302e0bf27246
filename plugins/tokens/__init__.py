"""Reaches the keys of the office: tokens behind a driver, and, for demonstrations only, keys in a file."""
