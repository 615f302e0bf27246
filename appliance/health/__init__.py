"""The health of the box: one check per ailment, each with what to do about it."""
