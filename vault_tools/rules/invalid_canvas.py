"""Canvases that Obsidian cannot open, or not all of.

## What it reports

A `.canvas` file that is not valid JSON or not shaped like a canvas: nodes without an id or with the id of another,
nodes of an unknown type, file nodes without a file, edges that begin or end at a node that is not there. Files that a
canvas shows and that do not exist are reported by `broken-link`.

## Why it matters

Obsidian shows an empty canvas, or leaves out cards and arrows, and saves what is left.

## Bad

```canvas 地图.canvas
{"nodes": [{"id": "a", "type": "text", "text": "起点", "x": 0, "y": 0, "width": 200, "height": 60}],
 "edges": [{"id": "e", "fromNode": "a", "toNode": "b"}]}
```

## Good

```canvas 地图.canvas
{"nodes": [{"id": "a", "type": "text", "text": "起点", "x": 0, "y": 0, "width": 200, "height": 60}],
 "edges": []}
```

## See also

[JSON Canvas](https://jsoncanvas.org/spec/1.0/).
"""

from vault_tools.findings import Severity
from vault_tools.rules.base import Rule, fault_check

RULE = Rule("invalid-canvas", "links", Severity.ERROR, fault_check("invalid-canvas"), subject="faults")
