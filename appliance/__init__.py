"""The box: how the office is provisioned, run and looked after."""
