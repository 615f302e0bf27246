"""The keys of the office while they are unlocked: one child for each token, and nobody keeps a PIN."""
