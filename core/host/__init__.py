"""Plugins are guests of the office: asked one by one, each on a lane of its own, and never trusted."""
