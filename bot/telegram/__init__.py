"""Telegram, transport only."""
