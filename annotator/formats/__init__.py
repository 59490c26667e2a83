"""Files in, files out: one file a format; a format library is imported when its format is used."""
