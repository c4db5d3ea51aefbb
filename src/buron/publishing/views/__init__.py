"""Screens of the room: the fleet for the office, the kiosk for everybody."""
