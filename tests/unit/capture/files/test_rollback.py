"""Undo of whole runs, on real folders: byte for byte, and back again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from desktop_app.capture.files.plan import CHANGED
from desktop_app.capture.files.planned import Wish
from desktop_app.capture.files.present import REPO_MADE
from desktop_app.capture.files.wishes import moment_of
from tests.fakes.workspace import Workspace, tree

NAMES = [
    b"a",
    b"b",
    b"A",
    b"caf\xc3\xa9",
    b"cafe\xcc\x81",
    b"\xff\xfe",
    b"d",
    b"d/x",
    b"d/y",
    b"d/e/z",
]
CONTENTS = [b"", b"one\n", b"two\n", b"\0\1\2", b"x" * 5000, b"one\r\n"]
PATHS, DATA = st.sampled_from(NAMES), st.sampled_from(CONTENTS)
MODES = st.sampled_from([0o600, 0o644, 0o755, 0o700])


def write(root: bytes, path: bytes, data: bytes) -> None:
    """Write in place, whatever was there."""
    whole = os.path.join(root, path)
    _clear(whole, keep_file=True)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    with open(whole, "wb") as file:
        file.write(data)


def replace(root: bytes, path: bytes, data: bytes) -> None:
    """Write another file and give it the name, as editors do."""
    write(root, b"tmp-file", data)
    whole = os.path.join(root, path)
    _clear(whole)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    os.rename(os.path.join(root, b"tmp-file"), whole)


def remove(root: bytes, path: bytes, _data: bytes) -> None:
    """Remove whatever is there."""
    _clear(os.path.join(root, path))


def move(root: bytes, path: bytes, data: bytes) -> None:
    """Move to another name."""
    with suppress(OSError, shutil.Error):
        os.rename(os.path.join(root, path), os.path.join(root, NAMES[len(data) % len(NAMES)]))


def folder(root: bytes, path: bytes, _data: bytes) -> None:
    """Make a folder there."""
    with suppress(OSError):
        os.makedirs(os.path.join(root, path))


def link(root: bytes, path: bytes, data: bytes) -> None:
    """Make a symbolic link there, out of the workspace too."""
    whole = os.path.join(root, path)
    _clear(whole)
    os.makedirs(os.path.dirname(whole), exist_ok=True)
    os.symlink(b"/etc" if data else b"d", whole)


def chmod(root: bytes, path: bytes, data: bytes) -> None:
    """Change the mode."""
    whole = os.path.join(root, path)
    if os.path.exists(whole) and not os.path.islink(whole):
        modes = (0o750, 0o755, 0o700) if os.path.isdir(whole) else (0o600, 0o755, 0o400)
        os.chmod(whole, modes[len(data) % 3])


def _clear(whole: bytes, *, keep_file: bool = False) -> None:
    above = os.path.dirname(whole)
    for folder_above in (os.path.dirname(above), above):
        if os.path.islink(folder_above) or os.path.isfile(folder_above):
            os.unlink(folder_above)
    if os.path.islink(whole) or (os.path.isfile(whole) and not keep_file):
        os.unlink(whole)
    elif os.path.isdir(whole):
        shutil.rmtree(whole)


EDITS = st.lists(
    st.tuples(st.sampled_from([write, replace, remove, move, folder, link, chmod]), PATHS, DATA),
    max_size=6,
)


class Runs(RuleBasedStateMachine):
    """An agent edits at random, through several calls; a person may edit between them."""

    @initialize(
        files=st.dictionaries(PATHS, DATA),
        tracked=st.booleans(),
        more=st.dictionaries(PATHS, DATA, max_size=3),
    )
    def begin(self, files: dict[bytes, bytes], *, tracked: bool, more: dict[bytes, bytes]) -> None:
        """Make a workspace, with files that are tracked and files that are not."""
        self.base = Path(tempfile.mkdtemp())
        self.work = Workspace(self.base)
        self.top = os.fsencode(self.work.root)
        for path, data in files.items():
            write(self.top, path, data)
        if tracked:
            self.work.committed()
        for path, data in more.items():
            write(self.top, path, data)
        self.tracked, self.calls, self.person_was_here = tracked, 0, False
        self.work.watch.begin(self.work.root)
        self.trees = [tree(self.work.root)]

    @rule(edits=EDITS)
    def agent(self, edits: list[tuple[object, bytes, bytes]]) -> None:
        """One call, with any number of edits."""
        self.calls += 1
        self.work.call(f"call-{self.calls}", lambda: self._edit(edits))
        self.trees.append(tree(self.work.root))

    @precondition(lambda self: self.tracked)
    @rule()
    def commit(self) -> None:
        """One call that commits all there is."""
        self.calls += 1

        def edit() -> None:
            self.work.git("add", "-A")
            self.work.git("commit", "-q", "--allow-empty", "-m", "by the agent")

        self.work.call(f"call-{self.calls}", edit)
        self.trees.append(tree(self.work.root))

    @rule(edits=EDITS)
    def person(self, edits: list[tuple[object, bytes, bytes]]) -> None:
        """Edits outside of any call."""
        self._edit(edits)
        self.person_was_here = True
        self.trees.append(tree(self.work.root))

    def _edit(self, edits: list[tuple[object, bytes, bytes]]) -> None:
        for deed, path, data in edits:
            deed(self.top, path, data)  # type: ignore[operator] # one of the functions above

    def teardown(self) -> None:
        """Undo back to each call, and undo the undo."""
        if not hasattr(self, "trees"):
            return
        try:
            self.work.end()
            if self.person_was_here:
                self._check_survival()
                return
            assert all(op.calls for op in self.work.ops)
            self._check(0)
            if self.calls > 1:
                self._check(self.calls // 2)
        finally:
            shutil.rmtree(self.base)

    def _check_survival(self) -> None:
        """Undo all: what a person did last stays, what is refused stays, the rest is told."""
        ops, before = self.work.ops, self.trees[-1]
        prepared = self.work.prepare()
        outcome = self.work.perform(prepared)
        assert (outcome.files_failed, outcome.refs_failed) == ((), ())
        after = tree(self.work.root)
        last = {path: op.calls for op in ops for path, *_ in op.steps()}
        stays = {path for path, calls in last.items() if not calls}
        stays |= {one.path for one in prepared.files.refused}
        told = {path for op in outcome.files for path, *_ in op.steps()}
        for path in before.keys() | after.keys():
            if path in stays or path not in told:
                assert before.get(path) == after.get(path), path
        self.work.undo(outcome)
        assert tree(self.work.root) == before

    def _check(self, calls: int) -> None:
        """Undo all but the first `calls`, compare, and take that back."""
        moments = [
            moment_of(self.work.ops, f"call-{n}", including=True)
            for n in range(calls + 1, self.calls + 1)
        ]
        found = [moment for moment in moments if moment is not None]
        if calls and not found:
            return
        wish = Wish(to_us=min(found) if calls else None)
        prepared = self.work.prepare(wish)
        assert prepared.files.refused == ()
        outcome = self.work.perform(prepared)
        assert (outcome.files_failed, outcome.refs_failed) == ((), ())
        assert tree(self.work.root) == self.trees[calls]
        self.work.undo(outcome)
        assert tree(self.work.root) == self.trees[-1]


Runs.TestCase.settings = settings(max_examples=60, stateful_step_count=5, phases=[Phase.generate])
test_any_run_is_undone_byte_for_byte_and_the_undo_too = Runs.TestCase


def test_a_file_that_a_person_edited_in_between_survives(tmp_path: Path) -> None:
    """The person's file stays as it is, is named with the reason, and the rest goes back."""
    work = Workspace(tmp_path)
    for name in ("mine", "theirs"):
        (work.root / name).write_text("before\n")
    work.watch.begin(work.root)

    def edit() -> None:
        for name in ("mine", "theirs", "new"):
            (work.root / name).write_text("by the agent\n")

    work.call("a", edit)
    (work.root / "mine").write_text("by the person\n")
    work.end()
    prepared = work.prepare()
    assert [(one.path, one.why) for one in prepared.files.refused] == [(b"mine", CHANGED)]
    work.perform(prepared)
    assert (work.root / "mine").read_text() == "by the person\n"
    assert (work.root / "theirs").read_text() == "before\n"
    assert not (work.root / "new").exists()


def test_a_branch_and_its_commits_are_recorded_and_taken_back(tmp_path: Path) -> None:
    """Refs move by git, HEAD and index by file; the objects stay; undo of it brings them again."""
    work = Workspace(tmp_path)
    (work.root / "f").write_text("one\n")
    work.committed()
    head = work.git("rev-parse", "HEAD").strip()
    work.watch.begin(work.root)

    def edit() -> None:
        work.git("checkout", "-q", "-b", "agent/work")
        (work.root / "f").write_text("two\n")
        work.git("commit", "-qam", "second")

    work.call("a", edit)
    work.end()
    made = work.git("rev-parse", "HEAD").strip()
    assert [(op.name, op.after, op.commits, op.calls) for op in work.refs] == [
        ("refs/heads/agent/work", made, (made,), ("a",)),
        ("HEAD", "refs/heads/agent/work", (), ("a",)),
    ]
    outcome = work.perform(work.prepare())
    assert (outcome.files_failed, outcome.refs_failed) == ((), ())
    assert work.git("symbolic-ref", "HEAD").strip() == "refs/heads/main"
    assert work.git("rev-parse", "HEAD").strip() == head
    assert work.git("for-each-ref").count("\n") == 1
    assert work.git("status", "--porcelain") == ""
    work.undo(outcome)
    assert work.git("rev-parse", "HEAD").strip() == made
    assert work.git("status", "--porcelain") == ""


def test_a_repository_that_the_run_made_stays_whole(tmp_path: Path) -> None:
    """Its objects are not ours to remove, and the rest is worth nothing without the other."""
    work = Workspace(tmp_path)
    work.watch.begin(work.root)
    (work.root / "f").write_text("x")
    work.call("a", work.committed)
    work.end()
    before = tree(work.root)
    prepared = work.prepare()
    assert REPO_MADE in {one.why for one in prepared.files.refused}
    assert not prepared.refs.moves
    work.perform(prepared)
    assert work.git("log", "--format=%s").strip() == "first"
    assert tree(work.root) == before


def test_a_moved_repository_goes_back_without_losing_a_file(tmp_path: Path) -> None:
    """Its own folder stays where it is; nothing of it is deleted."""
    work = Workspace(tmp_path)
    (work.root / "old").mkdir()
    work.watch.begin(work.root)
    work.note(work.watch.before("setup"))
    work.git("init", "-q", "old")
    (work.root / "old" / "f").write_text("x")
    work.end()
    work.ops.clear()
    work.refs.clear()
    work.watch.begin(work.root)
    work.call("a", lambda: (work.root / "old").rename(work.root / "new"))
    work.end()
    work.perform(work.prepare())
    assert (work.root / "old" / "f").read_text() == "x"
    assert (work.root / "new" / ".git" / "HEAD").exists()
    assert work.git("-C", "new", "rev-parse", "--git-dir").strip() == ".git"


SCRIPT = """
set -e
sed -i s/one/two/ tracked/a untracked/a
mv tracked/dir elsewhere
chmod -R go-rwx untracked
rm -r old
printf 'x\\0y' > new.bin
ln -s ../../outside untracked/out
mkdir -p made/deep && cp tracked/a made/deep/
git -c user.name=a -c user.email=a@localhost stash -q
git checkout -q -b agent/topic
echo more >> tracked/b
git add -A
git -c user.name=a -c user.email=a@localhost commit -qm topic
git branch -q -D main
git gc -q
printf '#!/bin/sh\\n' > .git/hooks/pre-push
"""


def test_a_shell_script_is_undone_byte_for_byte(tmp_path: Path) -> None:
    """Tracked and untracked, a deleted branch, a stash, packed refs and a planted hook."""
    work = Workspace(tmp_path)
    for name in ("tracked/a", "tracked/b", "tracked/dir/c", "untracked/a", "old/x/y"):
        (work.root / name).parent.mkdir(parents=True, exist_ok=True)
        (work.root / name).write_text(f"one {name}\n")
    (work.root / "old" / "run").write_bytes(b"\x7fELF\0")
    (work.root / "old" / "run").chmod(0o755)
    work.git("init", "-q", "-b", "main")
    work.git("add", "tracked")
    work.git("commit", "-q", "-m", "first")
    work.watch.begin(work.root)
    before, refs = tree(work.root), work.git("for-each-ref")

    def shell() -> None:
        environment = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull}
        subprocess.run(["sh", "-c", SCRIPT], cwd=work.root, env=environment, check=True)

    work.call("a", shell)
    work.end()
    after, refs_after = tree(work.root), work.git("for-each-ref")
    prepared = work.prepare()
    assert (prepared.files.refused, prepared.refs.refused) == ((), ())
    outcome = work.perform(prepared)
    assert (outcome.files_failed, outcome.refs_failed) == ((), ())
    found = tree(work.root)
    kept_by_git = {b".git/packed-refs", b".git/info/refs"}  # where refs lie is git's business
    assert {path: one for path, one in found.items() if path not in kept_by_git} == before
    assert work.git("for-each-ref") == refs
    work.undo(outcome)
    assert work.git("for-each-ref") == refs_after
    assert tree(work.root, git=False) == {
        path: one
        for path, one in after.items()
        if not path.startswith(b".git/") and path != b".git"
    }
