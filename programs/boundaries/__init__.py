"""Polygons of places: read from a GeoJSON file, made light enough for a page, and kept."""
