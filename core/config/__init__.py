"""What an office decides about itself: site.toml, read by one schema and kept by generations."""
