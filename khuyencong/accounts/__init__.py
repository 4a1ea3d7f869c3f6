"""Signing in: allauth's pages in our frame, a second factor, and passwords without mail."""
