"""Work of the reception done outside of a request."""
