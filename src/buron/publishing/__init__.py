"""What goes out: the kiosks, their content, and the use that the public makes of them."""
