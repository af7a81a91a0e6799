"""The application factory lives here; it wires the parts and decides nothing."""
