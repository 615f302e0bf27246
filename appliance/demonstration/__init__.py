"""A commune that does not exist, to be looked at: people, scans, and one document walked to its end."""
