"""The box with what is asked for, in each of its shapes."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop_app.tray.presenters import forms
from desktop_app.tray.views.consent_dialog.what import SafeText, WhatBox
from tests.fakes.question_values import HOME, question

pytestmark = pytest.mark.gui


def box(theme, qtbot, **more: Any) -> WhatBox:
    """Return a shown box."""
    made = WhatBox(theme, forms.form(question(**more), HOME))
    qtbot.addWidget(made)
    made.resize(630, 300)
    made.show()
    return made


def texts(made: WhatBox) -> list[str]:
    """Return the labels of a box."""
    return [label.text() for label in made.findChildren(QLabel) if label.text()]


def test_a_command(theme, qtbot) -> None:
    """Its size, that it is complete, its folder."""
    made = box(theme, qtbot)
    assert made.view is not None
    assert texts(made) == ["Command, 15 bytes, shown complete", "in ~/work"]


def test_a_change_and_what_is_found_in_it(theme, qtbot) -> None:
    """The sentence stands under the lines."""
    sent = {"file_path": "/srv/x", "old_string": "a", "new_string": "\u202ea"}
    made = box(theme, qtbot, kind="file.write", text="/srv/x", arguments=sent)
    assert texts(made)[:2] == ["/srv/x", "changed: 1 line removed, 1 added"]
    assert "reverses the text after it" in texts(made)[2]
    same = {"file_path": "/srv/x", "old_string": "a", "new_string": "a"}
    made = box(theme, qtbot, kind="file.write", text="/srv/x", arguments=same)
    assert "Nothing is different." in texts(made)


def test_rows_of_an_address(theme, qtbot) -> None:
    """The registered part of the host is stronger than what is before it."""
    url = "https://a.example.net/x"
    made = box(theme, qtbot, kind="network", text=url, arguments={"url": url})
    assert made.view is None
    assert {"a.", "example.net"} <= set(texts(made))
    odd = "https://\u0440\u0430\u0443.com/x"
    made = box(theme, qtbot, kind="network", text=odd, arguments={"url": odd, "x": "y"})
    assert any("pass for others" in text for text in texts(made))
    assert len(made.findChildren(SafeText)) == 4


def test_all_of_a_long_text_is_a_press_away(theme, qtbot) -> None:
    """Then it is shown complete, and the button is gone."""
    long = "\n".join(f"echo {n}" for n in range(9_000))
    made = box(theme, qtbot, text=long, arguments={"command": long})
    (button,) = made.findChildren(QPushButton)
    assert button.text() == "Show all 89 kB"
    with qtbot.waitSignal(made.grew):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.isVisible()
    assert any(text.endswith("shown complete") for text in texts(made))
    assert made.view is not None
    assert made.view.rows == 9_000
