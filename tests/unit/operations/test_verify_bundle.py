"""A bundle is judged by what was given beside it; what is none of that is said."""

from __future__ import annotations

import pytest

from desktop_app.errors import NotFoundError, UsageError
from desktop_app.model.verdict import Verdict
from desktop_app.operations.verify_bundle import BundleWish, given_trust, verify_bundle
from tests.fakes.bundle_forger import forge, standard_log
from tests.fakes.told_context import ToldContext

LOG = standard_log()
FORGED = forge(log=LOG, sizes=[305])


@pytest.fixture
def bundle(tmp_path):
    """The path of a bundle."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(FORGED.to_zip())
    return path


def test_the_fingerprint_decides(bundle):
    """None: nobody's; the right one: a match; however it was typed."""
    context = ToldContext(None)
    assert verify_bundle(context, BundleWish(bundle)).verdict is Verdict.KEY_UNPINNED
    typed = LOG.fingerprint.replace(" ", "-")
    report = verify_bundle(context, BundleWish(bundle, fingerprint=typed))
    assert report.verdict is Verdict.CONSISTENT


def test_what_is_given_must_be_what_it_should(bundle, tmp_path):
    """Digits, a key, a checkpoint; each refused with a sentence."""
    (tmp_path / "odd").write_bytes(b"\xff")
    for wish, said in (
        (BundleWish(bundle, fingerprint="12"), "30 digits"),
        (BundleWish(bundle, keys=("x",)), "--key"),
        (BundleWish(bundle, anchors=(tmp_path / "gone",)), "--anchor"),
        (BundleWish(bundle, identities=(tmp_path / "odd",)), "identity"),
    ):
        with pytest.raises(UsageError, match=said):
            given_trust(wish)


def test_nothing_there_is_an_error_of_its_own(tmp_path):
    """No verdict about what does not exist."""
    with pytest.raises(NotFoundError):
        verify_bundle(ToldContext(None), BundleWish(tmp_path / "gone.zip"))
