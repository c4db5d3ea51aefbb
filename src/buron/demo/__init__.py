"""A whole invented office, made through the rooms' services, the same each time.

Communes are real, everything that lives in them is invented: places, businesses, people. Telephone numbers are those
reserved for fiction by the regulator, addresses end in ``.example``.
"""
