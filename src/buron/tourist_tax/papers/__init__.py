"""Papers of collection: statements, letters, notices, receipts, all from one template with a window address."""
