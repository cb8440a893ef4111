"""host.autostart_windows over a Run key in memory; no Windows was tried."""

from __future__ import annotations

from desktop_app.host.autostart_windows import RunKey


class Values:
    """A Run key in memory."""

    def __init__(self) -> None:
        self.values = {"Other": "other.exe"}

    def get(self, name: str) -> str | None:
        return self.values.get(name)

    def set(self, name: str, value: str) -> None:
        self.values[name] = value

    def delete(self, name: str) -> None:
        self.values.pop(name, None)


def test_one_value_comes_and_goes() -> None:
    """Quoted as Windows splits it; other programs' values stay; twice is once."""
    values = Values()
    key = RunKey(["C:\\Program Files\\Countersign\\countersign.exe", "--data-dir", "D:\\a"], values)
    assert not key.state()
    for _ in range(2):
        key.on()
        line = '"C:\\Program Files\\Countersign\\countersign.exe" --data-dir D:\\a'
        assert values.values == {"Other": "other.exe", "Countersign": line}
        assert key.state()
    for _ in range(2):
        key.off()
        assert values.values == {"Other": "other.exe"}
        assert not key.state()
