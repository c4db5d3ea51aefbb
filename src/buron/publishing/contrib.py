"""What the publishing room gives to the house."""
