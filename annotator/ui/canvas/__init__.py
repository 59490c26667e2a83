"""The text view: layout, geometry, hit-testing, painting and events, each in its own file."""
