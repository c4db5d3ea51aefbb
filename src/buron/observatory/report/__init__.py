"""The yearly report: sections of the registry, built with live or frozen figures, composed into one document."""
