"""The axis on which agencies exchange documents: what travels on it, and by which carriers."""
