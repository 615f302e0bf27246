"""Asks several time servers whether the box's clock may be believed; chrony, not this, sets the clock."""
