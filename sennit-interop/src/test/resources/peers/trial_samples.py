"""Tests with every kind of result."""

from twisted.python import log
from twisted.trial import unittest


class Samples(unittest.TestCase):
    def test_1_passes(self):
        log.msg("a line for the log \u2603")

    def test_2_fails(self):
        self.assertEqual(1, 2)

    def test_3_breaks(self):
        raise ZeroDivisionError("no number")

    def test_4_skips(self):
        raise unittest.SkipTest("not today")

    def test_5_fails_as_expected(self):
        raise RuntimeError("not done")

    test_5_fails_as_expected.todo = "to be done"

    def test_6_passes(self):
        pass


class Surprises(unittest.TestCase):
    """Behind which Twisted's own summary breaks off."""

    def test_passes_unexpectedly(self):
        pass

    test_passes_unexpectedly.todo = "to be done"
