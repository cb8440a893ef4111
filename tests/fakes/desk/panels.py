"""Panels, set up so that a tray icon is the last thing at the right end of the lowest row."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HEIGHT = 32
_XFCE = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="{HEIGHT}"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/><value type="int" value="2"/><value type="int" value="3"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="tasklist"/>
    <property name="plugin-2" type="string" value="separator">
      <property name="expand" type="bool" value="true"/>
      <property name="style" type="uint" value="0"/>
    </property>
    <property name="plugin-3" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
"""
_TINT2 = f"""\
panel_items = TS
panel_size = 100% {HEIGHT}
panel_position = bottom center horizontal
systray_padding = 4 4 4
systray_icon_size = 22
rounded = 0
border_width = 0
background_color = #202020 100
panel_background_id = 1
"""


def icon_place(screen: tuple[int, int]) -> tuple[int, int, int, int]:
    """Return where on a screen the icons are (left, top, right, bottom); its first pixel is empty.

    The outermost lines are left out: panels draw an edge there.
    """
    width, height = screen
    return width - 4 * HEIGHT, height - HEIGHT + 3, width - 1, height - 3


def command(panel: str, config: Path) -> list[str]:
    """Write a panel's configuration under the config home; return what starts it."""
    if panel == "tint2":
        path = config / "tint2" / "tint2rc"
        _write(path, _TINT2)
        return ["tint2", "-c", str(path)]
    _write(config / "xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml", _XFCE)
    return ["xfce4-panel", "--disable-wm-check"]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
