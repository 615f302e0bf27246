"""The rules of a signature on a PDF, usable without the office."""
