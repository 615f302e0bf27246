"""The command line: the office as its IT officer and its scripts work it."""
