"""Packaged data: the maturity model and its crosswalks."""
