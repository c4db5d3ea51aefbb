"""Papers of the lodging register."""
