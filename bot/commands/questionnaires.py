"""Commands about questionnaires: check them, talk through one, print one."""

import asyncio
from pathlib import Path

import click

from bot.app import App, own_questionnaires
from bot.area import parse_area
from bot.commands.shell import FailedError, expected, say, settings, with_app
from bot.terminal import talk as talk_through
from surveys.check import LARGEST, check_files
from surveys.loading import shipped_files
