"""Specimens: letters such as a commune receives, made to look as if they came from the office's scanner."""
