"""The Bot API's rules, as far as a call can break them."""

import json
import re
from typing import Any

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
TAGS = frozenset(["b", "i", "u", "s", "code", "pre", "a", "blockquote", "strong", "em"])
_TOKEN = re.compile(r"<(/?)([a-z]+)(?: [^<>]*)?>|&(?:lt|gt|amp|quot|#\d+);|[<>&]")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def html_mistakes(text: str) -> list[str]:
    """Return what Telegram's HTML parser would refuse."""
    open_tags: list[str] = []
    for token in _TOKEN.finditer(text):
        if token[2] is None:
            if len(token[0]) == 1:
                return [f"a bare {token[0]}"]
        elif token[2] not in TAGS:
            return [f"unknown tag {token[2]}"]
        elif not token[1]:
            open_tags.append(token[2])
        elif not open_tags or open_tags.pop() != token[2]:
            return [f"</{token[2]}> closes nothing"]
    return [f"<{tag}> stays open" for tag in open_tags]


def _text_mistakes(text: str, longest: int, mode: str | None) -> list[str]:
    found = []
    if units(text) > longest:
        found.append(f"{units(text)} units, at most {longest}")
    if mode == "HTML":
        found += html_mistakes(text)
    return found


def _keyboard_mistakes(markup: dict[str, Any]) -> list[str]:
    found = []
    buttons = 0
    for row in markup.get("inline_keyboard", []):
        buttons += len(row)
        if not 1 <= len(row) <= 8:
            found.append("a row has 1 to 8 buttons")
        for button in row:
            if not str(button.get("text", "")).strip():
                found.append("a button without text")
            data = button.get("callback_data")
            if data is not None and not 1 <= len(data.encode()) <= 64:
                found.append("callback data has 1 to 64 bytes")
    if buttons > 100:
        found.append("over 100 buttons")
    return found


def _command_mistakes(commands: list[dict[str, str]]) -> list[str]:
    found = [] if len(commands) <= 100 else ["over 100 commands"]
    for command in commands:
        if _COMMAND.fullmatch(command["command"]) is None:
            found.append(f"command name {command['command']}")
        if not 1 <= len(command["description"]) <= 256:
            found.append("a description has 1 to 256 characters")
    return found


def violations_of(
    method: str, fields: dict[str, Any], files: dict[str, tuple[str, bytes]]
) -> list[str]:
    """Return every rule that a call breaks, as ``method: what``."""
    found = [*_of_content(method, fields), *_of_setup(method, fields)]
    for name, content in files.values():
        if not name or not content:
            found.append("a file without name or content")
    return [f"{method}: {what}" for what in found]


def _of_content(method: str, fields: dict[str, Any]) -> list[str]:
    found: list[str] = []
    mode = fields.get("parse_mode")
    if method in ("sendMessage", "editMessageText"):
        text = str(fields.get("text", ""))
        if not text.strip():
            found.append("no text")
        found += _text_mistakes(text, LONGEST_TEXT, mode)
    if "caption" in fields:
        found += _text_mistakes(fields["caption"], LONGEST_CAPTION, mode)
    if "reply_markup" in fields:
        found += _keyboard_mistakes(json.loads(fields["reply_markup"]))
    if method == "answerCallbackQuery" and len(fields.get("text", "")) > 200:
        found.append("over 200 characters")
    if method == "deleteMessages":
        ids = json.loads(fields["message_ids"])
        if not 1 <= len(ids) <= 100 or len(set(ids)) != len(ids):
            found.append(f"{len(ids)} messages; 1 to 100 different ones")
    return found


def _of_setup(method: str, fields: dict[str, Any]) -> list[str]:
    found: list[str] = []
    if method == "setMyCommands":
        found += _command_mistakes(json.loads(fields["commands"]))
    if method in ("getUpdates", "setWebhook") and "allowed_updates" not in fields:
        found.append("allowed_updates is missing")
    if str(fields.get("drop_pending_updates", "false")).lower() == "true":
        found.append("updates must not be dropped")
    if method == "setWebhook" and not fields.get("secret_token"):
        found.append("no secret")
    return found
