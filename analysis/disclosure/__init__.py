"""Disclosure control: the one pure step between an assessment and anything seen.

`disclose` turns an assessment into a `Release`, the only thing that may be shown,
given the register of everything published before. How a figure is coded is in
`coding`, what may follow what in `register`, differences between linked figures in
`linked`, which statuses print carries in `statuses`; `publish` puts them together.
"""

from analysis.disclosure.form import release_from_json, release_to_json
from analysis.disclosure.publish import disclose
from analysis.disclosure.register import entry_from_json, entry_to_json

__all__ = [
    "disclose",
    "entry_from_json",
    "entry_to_json",
    "release_from_json",
    "release_to_json",
]
