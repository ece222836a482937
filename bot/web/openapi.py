"""The document of the JSON API, made from the fields that the service checks.

Rule: what is described here is what `bot.service.closure_fields` takes; there is no
second list of fields, shapes or choices.
"""

from collections.abc import Mapping
from typing import Final

from bot.service.closure_fields import Field, Fields
from bot.service.closures import Halt
from bot.service.references import LONGEST, PATTERN

VERSION: Final = "1.0.0"
KEY_PATTERN: Final = "^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$"
CLOSURES, HOLDS, DOCUMENT = "/api/v1/closures", "/api/v1/holds", "/api/v1/openapi.json"
CLOSINGS: Final = "/api/v1/closings"
_CONTACTS: Final = ("phone", "email")

Json = Mapping[str, object]

_REFUSALS: Final = {
    "400": "The request cannot be read: its JSON, or the Idempotency-Key.",
    "401": "There is no key, or it is not (or no longer) good.",
    "403": "The key is not for this verb or district.",
    "405": "There is no such method here.",
    "409": "The same reference or Idempotency-Key came before with other contents.",
    "413": "The request is larger than 16 KB.",
    "415": "The request is not application/json.",
    "422": "Some fields cannot be taken; each is named with the reason.",
    "429": "Too many requests: wait for as long as Retry-After says.",
    "503": "The service cannot write for the moment: send the same again later.",
}


def document(fields: Fields, counts: Json, title: str) -> Json:
    """Return the OpenAPI 3.1 document of this installation at this moment."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": VERSION,
            "description": "Tells the survey that a case has ended. It takes no names.",
        },
        "paths": {
            CLOSURES: {"post": _closures()},
            HOLDS: {"post": _holds()},
            CLOSINGS: {"post": _closings()},
            DOCUMENT: {"get": _document()},
        },
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Closure": closure_schema(fields),
                "Closed": _CLOSED,
                "Hold": _HOLD,
                "Counts": counts,
                "Problem": _PROBLEM,
            },
        },
    }


def closure_schema(fields: Fields) -> Json:
    """Return the schema of a closure: to hand over, by text message or by email."""
    contacts = [one for one in fields.all if one.name in _CONTACTS]
    plain = [
        one for one in fields.all if one.name not in (*_CONTACTS, "safe_to_contact")
    ]
    safe = [one for one in fields.all if one.name == "safe_to_contact"]
    shapes = [_shape("The link is handed over.", plain, ())]
    shapes += [
        _shape(
            f"The link is sent to {contact.meaning}.",
            [*plain, contact, *safe],
            (contact.name, "safe_to_contact"),
        )
        for contact in contacts
    ]
    return {"oneOf": shapes} if len(shapes) > 1 else shapes[0]


def _shape(meaning: str, fields: list[Field], needed: tuple[str, ...]) -> Json:
    return {
        "type": "object",
        "description": meaning,
        "additionalProperties": False,
        "required": [*(one.name for one in fields if one.required), *needed],
        "properties": {
            one.name: {**one.schema, "description": one.meaning} for one in fields
        },
    }


_CLOSED: Final[Json] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["delivery"],
    "properties": {
        "delivery": {"type": "string", "enum": ["link", "sms", "email"]},
        "link": {"type": ["string", "null"], "description": "For the family alone."},
        "telegram_link": {"type": ["string", "null"]},
        "message": {"type": "string", "description": "To hand over, with the link."},
    },
}
_HOLD: Final[Json] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["reference", "action"],
    "properties": {
        "reference": {"type": "string", "pattern": PATTERN, "maxLength": LONGEST},
        "action": {"type": "string", "enum": [str(halt) for halt in Halt]},
    },
}
_PROBLEM: Final[Json] = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "reason"],
                "properties": {
                    "field": {"type": "string"},
                    "reason": {"type": "string"},
                },
            },
        },
    },
}


def _closures() -> Json:
    closed = {"application/json": {"schema": {"$ref": "#/components/schemas/Closed"}}}
    return {
        "operationId": "close",
        "summary": "A case has ended.",
        "description": "Sent again with the same key and contents within 30 days, it"
        " makes nothing new and gives the same answer.",
        "security": [{"key": []}],
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": "Yours for this request; a UUID does.",
                "schema": {"type": "string", "pattern": KEY_PATTERN},
            }
        ],
        "requestBody": _body("Closure"),
        "responses": {
            "200": {"description": "It was taken before.", "content": closed},
            "201": {"description": "It is taken.", "content": closed},
            **_refusals(*_REFUSALS),
        },
    }


def _holds() -> Json:
    refusals = [status for status in _REFUSALS if status != "409"]
    return {
        "operationId": "hold",
        "summary": "Hold, let go on or cancel what is to be sent for a closure.",
        "description": "The answer is the same whether there is anything left to hold:"
        " nobody learns whether a family has answered.",
        "security": [{"key": []}],
        "requestBody": _body("Hold"),
        "responses": {
            "204": {"description": "Nothing is sent against your wish."},
            **_refusals(*refusals),
        },
    }


def _closings() -> Json:
    refusals = [status for status in _REFUSALS if status != "409"]
    return {
        "operationId": "count",
        "summary": "How many cases were closed: a quarter and tier, or a year and"
        " district, each.",
        "description": "All counts or none are taken. A later count of the same place"
        " and period replaces the earlier one, so the same may be sent again.",
        "security": [{"key": []}],
        "requestBody": _body("Counts"),
        "responses": {
            "204": {"description": "They are noted."},
            **_refusals(*refusals),
        },
    }


def _document() -> Json:
    return {
        "operationId": "document",
        "summary": "This document.",
        "responses": {
            "200": {
                "description": "This document.",
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            **_refusals("405", "429"),
        },
    }


def _body(schema: str) -> Json:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {"required": True, "content": {"application/json": {"schema": reference}}}


def _refusals(*statuses: str) -> dict[str, object]:
    content = {
        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
    }
    return {s: {"description": _REFUSALS[s], "content": content} for s in statuses}
