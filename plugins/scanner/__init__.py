"""The door of the scanners: folders that are watched, and files that are claimed when they are whole."""
