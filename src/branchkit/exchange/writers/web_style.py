"""How a paper looks as a web page: on a phone, on a dark screen, on A4."""

from __future__ import annotations

_LIGHT = (
    "--ink: #111; --paper: #fff; --rule: #555; --soft: #767676; --shade: #f3f1ee;"
    " --s0: #a61c1c; --s1: #1f5fa8; --s2: #80610a; --s3: #2c6e3f; --s4: #6b3fa0; --s5: #5c5c5c;"
)
_DARK = (
    "--ink: #e8e6e3; --paper: #17181a; --rule: #8a8a8a; --soft: #9a9a9a; --shade: #26282b;"
    " --s0: #ff8f80; --s1: #8ab8ff; --s2: #e2c05a; --s3: #85cf98; --s4: #c9a5f2; --s5: #b5b5b5;"
)
_STYLE = """
@page { size: A4 %(orientation)s; margin: 37mm 26mm 35mm 28mm; }
@page :left { @bottom-left { content: "\\2014\\00a0" counter(page) "\\00a0\\2014"; } }
@page :right { @bottom-right { content: "\\2014\\00a0" counter(page) "\\00a0\\2014"; } }
:root { color-scheme: light dark; %(light)s }
@media screen and (prefers-color-scheme: dark) { :root { %(dark)s } }
body { font: 16pt/1.8 FangSong, FangSong_GB2312, STFangsong, "Songti SC", "Noto Serif CJK SC", "Source Han Serif SC", serif;
  color: var(--ink); background: var(--paper); max-width: %(width)s; margin: 2em auto; padding: 0 1em; overflow-wrap: break-word; }
h1 { font: 22pt/1.4 FZXiaoBiaoSong-B05S, STZhongsong, SimSun, "Songti SC", "Noto Serif CJK SC", serif; text-align: center; }
h2 { font: 16pt/1.8 SimHei, "PingFang SC", "Noto Sans CJK SC", sans-serif; margin: 0.6em 0 0; text-indent: 2em; }
h3 { font: 16pt/1.8 KaiTi, "Kaiti SC", "Noto Serif CJK SC", serif; margin: 0; text-indent: 2em; }
p { margin: 0; text-align: justify; }
p.indented { text-indent: 2em; }
p.subtitle { text-align: center; }
p.signature { text-align: right; }
h2, h3, figcaption { break-after: avoid; }
p.blank, p.signature { break-before: avoid; }
div.wide { margin: 1em 0; }
table { border-collapse: collapse; width: 100%%; font-size: 12pt; line-height: 1.4; }
caption { font-weight: bold; padding-bottom: 0.3em; }
th, td { border: 1px solid var(--rule); padding: 0.15em 0.4em; }
th { font-family: SimHei, "PingFang SC", "Noto Sans CJK SC", sans-serif; font-weight: normal; white-space: pre-line; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
.right { text-align: right; font-variant-numeric: tabular-nums; }
.center { text-align: center; }
.left { text-align: left; }
td.whole { white-space: nowrap; }
th.whole { white-space: pre; }
p.head { font-size: 12pt; display: flex; flex-wrap: wrap; justify-content: space-between; }
p.signing { font-size: 12pt; margin-top: 1em; display: flex; flex-wrap: wrap; }
p.signing span { flex: 1 0 8em; }
section.card + section.card { break-before: page; }
table.card { table-layout: fixed; }
table.card th { width: 18%%; }
table.card td { height: 2em; white-space: pre-line; }
figure.chart { margin: 1em auto; max-width: 34rem; }
figcaption { font-size: 12pt; font-weight: bold; line-height: 1.6; text-align: center; }
svg.chart { display: block; width: 100%%; height: auto; break-inside: avoid; }
svg.chart + svg.chart { margin-top: 4px; }
svg text { font: 12px SimHei, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; fill: var(--ink); }
svg text.small { font-size: 11px; }
svg text.within { fill: var(--paper); }
svg .part { stroke: var(--paper); stroke-width: 1; }
svg .line { fill: none; stroke-width: 1.8; }
svg .grid, svg .axis { stroke: var(--soft); stroke-width: 0.6; }
svg .grid { stroke-dasharray: 1 3; }
%(tones)s
svg .d1 { stroke-dasharray: 6 3; } svg .d2 { stroke-dasharray: 2 2; } svg .d3 { stroke-dasharray: 8 2 2 2; }
@media screen {
  div.wide { overflow-x: auto; }
  div.wide:focus-visible { outline: 2px solid var(--s1); }
  div.wide tbody tr:nth-child(even) td { background: var(--shade); }
}
@media screen and (max-width: 40em) {
  body { font-size: 17px; line-height: 1.7; margin: 1em auto; }
  h1 { font-size: 22px; } h2, h3 { font-size: 17px; }
  table, p.head, p.signing, figcaption { font-size: 15px; }
  div.wide td, div.wide th { white-space: pre; }
  div.wide td.long { white-space: pre-line; min-width: 14em; }
  div.wide .keep { position: sticky; left: 0; background: var(--paper); }
  div.wide tbody tr:nth-child(even) .keep { background: var(--shade); }
  caption { text-align: left; }
  table.card, table.card tbody { display: block; }
  table.card { border: 1px solid var(--rule); border-width: 1px 0 0 1px; }
  table.card tr { display: grid; grid-template-columns: 7em 1fr; }
  table.card th, table.card td { width: auto; height: auto; border-width: 0 1px 1px 0; min-height: 1.4em; }
}
@media print { body { max-width: none; margin: 0; padding: 0; } figure.chart { max-width: 100mm; } svg.chart { max-height: 125mm; } }
"""


def style(*, landscape: bool) -> str:
    """The style sheet of a paper that stands or lies."""
    orientation, width = ("landscape", "225mm") if landscape else ("portrait", "156mm")
    tones = "\n".join(
        f"svg .s{n} {{ fill: var(--s{n}); }} svg .line.s{n} {{ fill: none; stroke: var(--s{n}); }}"
        for n in range(6)
    )
    return _STYLE % {
        "orientation": orientation,
        "width": width,
        "light": _LIGHT,
        "dark": _DARK,
        "tones": tones,
    }
