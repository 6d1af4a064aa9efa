"""A Twisted client that calls the root of a broker, one `check` after the other.

argv: PORT. Prints `ok NAME` or `bad NAME: REASON` a check, and ends with the number of bad ones.
"""

import datetime
import decimal
import gc
import sys
import traceback

from twisted.internet import defer, reactor
from twisted.spread import pb, util

VALUES = [
    0, 1, -1, 127, 128, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**63, -(2**63), 2**100, 2**448 - 1,
    0.0, -0.0, 1.5, float("inf"), b"", b"list", b"\x00\xff", "", "list", "text \u20ac \U0001f600",
    None, True, False, [], [1, [2, "three"]], (), (1, (2, b"3")), {}, {"a": 1, b"a": 2, (1, 2): []},
    {1, 2}, frozenset([1, "a"]), decimal.Decimal("-12.340"), decimal.Decimal("1E+5"),
    datetime.date(2024, 2, 29), datetime.time(23, 59, 58, 7),
    datetime.datetime(2024, 2, 29, 12, 30, 5, 123),
    datetime.timedelta(days=-1, seconds=5, microseconds=7), ["x" * 300] * 200,
]


class Callee(pb.Referenceable):
    def __init__(self):
        self.calls = []

    def remote_called(self, *args, **kw):
        self.calls.append((args, kw))
        return len(self.calls)


def same(a, b):
    return a == b and type(a) is type(b)


async def check_add(root):
    assert await root.callRemote("add", 1, 2) == 3


async def check_echo(root):
    for value in VALUES:
        result = await root.callRemote("echo", value)
        assert same(value, result), (value, result)


async def check_keywords(root):
    assert await root.callRemote("named", b=2, a=1) == {"b": 2, "a": 1}


async def check_no_answer(root):
    assert root.callRemote("add", 1, 2, pbanswer=False) is None


async def check_cycle(root):
    outer = []
    inner = (outer, {"outer": outer})
    outer.append(inner)
    outer.append(inner)
    back = await root.callRemote("echo", outer)
    assert back[0] is back[1] and back[0][0] is back and back[0][1]["outer"] is back


async def check_callback(root):
    callee = Callee()
    assert await root.callRemote("call_back", callee, 5) == 1
    assert callee.calls == [((5,), {})], callee.calls


async def check_own_object_comes_back(root):
    callee = Callee()
    assert await root.callRemote("echo", callee) is callee
    assert await root.callRemote("echo", [callee, callee]) == [callee, callee]


async def check_remote_object(root):
    thing = await root.callRemote("thing")
    assert await thing.callRemote("hello", "you") == "hello you"
    again = await root.callRemote("thing")
    assert thing == again, (thing, again)
    held = await root.callRemote("held")
    assert held == [2], held
    del thing, again
    gc.collect()
    for _ in range(100):
        if await root.callRemote("held") == []:
            return
        gc.collect()
    raise AssertionError(await root.callRemote("held"))


async def check_missing_method(root):
    try:
        await root.callRemote("nonsense")
    except pb.RemoteError as e:
        assert e.remoteType == b"twisted.spread.flavors.NoSuchMethod", e.remoteType
    failure = await fails(root, "nonsense")
    assert failure.check("builtins.AttributeError")


async def fails(root, *args):
    found = []
    await root.callRemote(*args).addErrback(found.append)
    assert found, "did not fail"
    return found[0]


async def check_failures(root):
    failure = await fails(root, "fail", "declared")
    assert failure.check("chat.RoomFull") and failure.check("builtins.Exception"), failure.parents
    assert failure.type == b"chat.RoomFull" and failure.value == "no more seats"
    assert failure.traceback == "Traceback unavailable\n", failure.traceback
    failure = await fails(root, "fail", "surprise")
    assert failure.check(ValueError), failure.parents
    assert failure.value == "bad", failure.value


async def check_insecure(root):
    class Odd(pb.Copyable):
        pass

    failure = await fails(root, "echo", Odd())
    assert failure.check("twisted.spread.jelly.InsecureJelly"), failure
    assert await root.callRemote("add", 1, 2) == 3


async def check_too_long_result(root):
    failure = await fails(root, "long", 655361)
    assert "655361" in failure.value, failure.value
    assert len(await root.callRemote("long", 655360)) == 655360


class Ticker(pb.RemoteCache):
    def observe_set(self, value):
        self.value = value


pb.setUnjellyableForClass("test.Ticker", Ticker)


async def check_cacheable(root):
    ticker, other = await root.callRemote("tickers")
    assert vars(ticker) is vars(other) and ticker.value == 1, vars(ticker)
    await root.callRemote("tick", 5)
    assert ticker.value == 5 and other.value == 5, vars(ticker)
    assert await root.callRemote("is_ticker", ticker)
    assert await root.callRemote("observers") == 1
    del ticker, other
    gc.collect()
    for _ in range(100):
        if await root.callRemote("observers") == 0:
            return
        gc.collect()
    raise AssertionError(await root.callRemote("observers"))


async def check_pages(root):
    pages = await util.getAllPages(root, "pages", 500)
    assert b"".join(pages) == b"x" * 500 and len(pages) == 5, pages


async def check_many(root):
    answers = await defer.gatherResults([root.callRemote("add", i, 1) for i in range(1000)])
    assert answers == list(range(1, 1001))


async def main():
    factory = pb.PBClientFactory()
    reactor.connectTCP("127.0.0.1", int(sys.argv[1]), factory)
    root = await factory.getRootObject()
    bad = 0
    for name, check in list(globals().items()):
        if name.startswith("check_") and (len(sys.argv) < 3 or name[6:] in sys.argv[2:]):
            try:
                result = defer.ensureDeferred(check(root))
                await result.addTimeout(30, reactor)
                print("ok", name[6:], flush=True)
            except Exception:
                bad += 1
                reason = traceback.format_exc().strip().splitlines()
                print("bad", name[6:] + ":", " | ".join(reason[-6:]), flush=True)
    factory.disconnect()
    return bad


def done(bad):
    print("bad checks:", bad, flush=True)
    reactor.stop()


def failed(failure):
    print("failed:", failure, flush=True)
    reactor.stop()


reactor.callWhenRunning(lambda: defer.ensureDeferred(main()).addCallbacks(done, failed))
reactor.run()
