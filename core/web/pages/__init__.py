"""The rooms of the web site, one module each; every module has its `routes`."""
