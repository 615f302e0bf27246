"""What differs from office to office: doors, inspectors, carriers, tokens."""
