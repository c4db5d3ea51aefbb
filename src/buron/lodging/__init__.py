"""The register of lodgings and hosts, and the star ranking of furnished lodgings."""
