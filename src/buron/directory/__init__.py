"""Persons and organisations, once, in all their roles: who writes to the office, hosts, sells, partners."""
