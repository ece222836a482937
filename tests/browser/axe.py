"""axe-core in a page: what it finds wrong, in one line a finding.

It comes from npm into node_modules/ (`make browser` brings it) and is never committed.
"""

import asyncio
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.async_api import Page

SCRIPT: Final = Path("node_modules/axe-core/axe.min.js")
# Everything that WCAG 2.2 AA asks for, and what axe calls good practice.
TAGS: Final = (
    *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"),
    "best-practice",
)
_RUN: Final = """async ([tags, rules]) => {
  const only = rules ? {type: 'rule', values: rules} : {type: 'tag', values: tags};
  const found = await axe.run(document, {
    runOnly: only,
    rules: rules ? {} : {'target-size': {enabled: true}},
    resultTypes: ['violations'],
  });
  return found.violations.map(v => [
    v.id, v.help, v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary)
  ]);
}"""


async def need_script() -> None:
    """Skip the test where axe-core has not been fetched."""
    if not await asyncio.to_thread(SCRIPT.exists):
        pytest.skip("axe-core is missing: `npm ci --ignore-scripts` brings it")


async def findings(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """Return what axe finds wrong on the page; with ``rules``, by those alone."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    found: list[Any] = await page.evaluate(_RUN, [list(TAGS), list(rules) or None])
    return [f"{name}: {about}: {where}" for name, about, where in found]
