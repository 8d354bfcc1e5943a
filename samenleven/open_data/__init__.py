"""Open data: everything that is public as CSV files with a dictionary, a catalogue and addresses that last (R37)."""
