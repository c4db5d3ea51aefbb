"""Papers that are posted to contacts."""
