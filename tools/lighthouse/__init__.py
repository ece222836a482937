"""Rates the pages with Lighthouse."""
