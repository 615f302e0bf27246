"""Asks clamd about every file that arrives; a file nobody could examine never passes."""
