"""Forms of the reception: they parse, services decide."""
