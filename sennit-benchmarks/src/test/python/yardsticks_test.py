"""yardsticks_test.py DIRECTORY: whether the compiled yardsticks in it are right.

The server is asked with raw bytes, whole, dripped and pipelined; the load generator has to find
every wrong, missing and superfluous answer of servers that lie.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

YARDSTICKS = sys.argv.pop()

ODD = {
    b"plain@example.com": b"box@example.net",
    b"with space": b" both  sides ",
    b"100%": b"50% of it",
    b"%41": b"escaped",
    "jos\u00e9@ex\u00e4mple.com".encode(): "b\u00fcro".encode(),
    bytes(range(1, 9)): bytes(range(0x7F, 0x100)),
    b"*": b"catch-all",
    b"long" * 500: b"longer" * 500,
    b"small": b"large" * 600,
}


def encoded(text):
    """As Postfix encodes, written down a second time on purpose."""
    return b"".join(b"%c" % c if 0x21 <= c <= 0x7E and c != 0x25 else b"%%%02X" % c for c in text)


def netstring(text):
    return b"%d:%s," % (len(text), text)


class Server:
    """maps_limit with the odd keys, on all three kinds of endpoint."""

    def __init__(self, directory):
        self.key_file = os.path.join(directory, "odd.map")
        with open(self.key_file, "wb") as lines:
            lines.writelines(key + b"\t" + value + b"\n" for key, value in ODD.items())
        self.unix = os.path.join(directory, "limit.sock")
        self.process = subprocess.Popen(
            [os.path.join(YARDSTICKS, "maps_limit"), self.key_file, "tcp:127.0.0.1:0",
             "socketmap:inet:127.0.0.1:0", "socketmap:unix:" + self.unix],
            stdout=subprocess.PIPE, text=True)
        self.endpoints = [self.process.stdout.readline().split()[1] for _ in range(3)]
        assert self.process.stdout.readline().startswith("Ready")

    def connect(self, which):
        if which == 2:
            peer = socket.socket(socket.AF_UNIX)
            peer.connect(self.unix)
        else:
            peer = socket.create_connection(("127.0.0.1", int(self.endpoints[which].rsplit(":", 1)[1])))
        peer.settimeout(10)
        return peer

    def stop(self):
        self.process.terminate()
        self.process.stdout.close()
        return self.process.wait(10)


def exchange(peer, requests):
    """Sends, half-closes, and returns all that comes back."""
    sender = threading.Thread(target=lambda: (peer.sendall(requests), peer.shutdown(socket.SHUT_WR)))
    sender.start()
    answers = []
    while part := peer.recv(65536):
        answers.append(part)
    sender.join()
    peer.close()
    return b"".join(answers)


class LimitTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.TemporaryDirectory()
        cls.server = Server(cls.directory.name)

    @classmethod
    def tearDownClass(cls):
        assert cls.server.stop() == 0
        assert not os.path.exists(cls.server.unix)
        cls.directory.cleanup()

    def test_tcp_table_odd_keys_answers_encoded(self):
        for key, value in ODD.items():
            answer = exchange(self.server.connect(0), b"get " + encoded(key) + b"\n")
            self.assertEqual(answer, b"200 " + encoded(value) + b"\n", key)

    def test_tcp_table_other_lines_answers_one_line_each(self):
        requests = b"get missing\nget \nget\n\nput a b\nget %zz\nget %4\nGET plain\nget %2A\n"
        codes = [line[:4] for line in exchange(self.server.connect(0), requests).splitlines()]
        self.assertEqual(codes, [b"500 ", b"500 ", b"400 ", b"400 ", b"500 ", b"500 ", b"500 ", b"400 ", b"200 "])

    def test_socketmap_odd_keys_answers_raw(self):
        for which in 1, 2:
            for key, value in ODD.items():
                answer = exchange(self.server.connect(which), netstring(b"any " + key))
                self.assertEqual(answer, netstring(b"OK " + value), key)

    def test_socketmap_missing_answers_not_found(self):
        self.assertEqual(exchange(self.server.connect(1), netstring(b"any x")), b"9:NOTFOUND ,")

    def test_socketmap_no_netstring_closes(self):
        for junk in b":x,", b"x", b"1:xx", b"9999999999:", b"get a\n":
            self.assertEqual(exchange(self.server.connect(1), junk), b"", junk)

    def test_dripped_answers_as_whole(self):
        for which, request, wanted in (
            (0, b"get %2a\n", b"200 catch-all\n"),
            (1, b"3:t *,", b"12:OK catch-all,"),
        ):
            with self.server.connect(which) as peer:
                peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for i in range(len(request)):
                    peer.sendall(request[i : i + 1])
                answer = b""
                while len(answer) < len(wanted):
                    answer += peer.recv(1)
                self.assertEqual(answer, wanted)

    def test_pipelined_slow_reader_loses_nothing(self):
        """Reads the first answer when the server takes no more requests."""
        requests = memoryview(b"get small\nget no\n" * 500_000)
        peer, sent = self.server.connect(0), 0
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        peer.setblocking(False)
        try:
            while sent < len(requests):
                sent += peer.send(requests[sent : sent + 65536])
        except BlockingIOError:
            pass
        self.assertLess(sent, len(requests))
        count = sent // 17 + 1
        peer.settimeout(60)
        answers = exchange(peer, requests[sent : 17 * count])
        self.assertTrue(answers == (b"200 " + b"large" * 600 + b"\n500 not found\n") * count)

    def test_load_odd_and_missing_keys_finds_all_right(self):
        path = os.path.join(self.directory.name, "asked.map")
        with open(path, "wb") as lines:
            lines.writelines(key + b"\t" + value + b"\n" for key, value in ODD.items())
            lines.write(b"missing\nno such key\n")
        for endpoint in self.server.endpoints:
            for mode in ["load", "-c", "7", "-d", "5", "-n", "2000"], ["burst", "-c", "50"], ["idle", "-c", "50"]:
                code, seen = load(*mode, endpoint, path)
                self.assertEqual((code, seen["wrong"], seen["lost"], seen["closed"]), (0, 0, 0, 0), mode)
                self.assertGreaterEqual(seen["lookups"], 50)


def load(*arguments):
    done = subprocess.run(
        [os.path.join(YARDSTICKS, "maps_load"), *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout.splitlines()[-1])


class LoadTest(unittest.TestCase):
    """What the load generator says of servers that lie."""

    def told(self, answers):
        """The verdict when one request is met with these bytes and a close."""
        with tempfile.NamedTemporaryFile() as keys, socket.create_server(("127.0.0.1", 0)) as listener:
            keys.write(b"key\ta value\n")
            keys.flush()

            def serve():
                peer, _ = listener.accept()
                with peer:
                    peer.recv(100)
                    peer.sendall(answers)

            thread = threading.Thread(target=serve)
            thread.start()
            code, seen = load("load", "-n", "1", f"tcp:127.0.0.1:{listener.getsockname()[1]}", keys.name)
            thread.join()
            return code, seen["wrong"], seen["lost"]

    def test_right_answers(self):
        for right in b"200 a%20value\n", b"200 a value\n", b"299 %61%20v%61lue\n":
            self.assertEqual(self.told(right), (0, 0, 0), right)

    def test_wrong_answers(self):
        for wrong in b"200 a%20valu\n", b"500 not found\n", b"400 later\n", b"200 a%2value\n", b"\n":
            self.assertEqual(self.told(wrong), (1, 1, 0), wrong)

    def test_superfluous_answer(self):
        self.assertEqual(self.told(b"200 a value\n200 a value\n"), (1, 1, 0))

    def test_missing_answers(self):
        for part in b"", b"200 a va":
            self.assertEqual(self.told(part), (1, 0, 1), part)


def box(**pairs):
    """A box of AMP, written down a second time on purpose."""
    parts = [part.encode() for pair in pairs.items() for part in pair]
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts) + b"\0\0"


class AmpLimitTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.process = subprocess.Popen(
            [os.path.join(YARDSTICKS, "amp_limit"), "0"], stdout=subprocess.PIPE, text=True)
        cls.address = cls.process.stdout.readline().split()[1]
        assert cls.process.stdout.readline() == "Ready\n"

    @classmethod
    def tearDownClass(cls):
        cls.process.terminate()
        cls.process.stdout.close()
        assert cls.process.wait(10) == 0

    def connect(self):
        peer = socket.create_connection(("127.0.0.1", int(self.address.rsplit(":", 1)[1])))
        peer.settimeout(10)
        return peer

    def test_sum_keys_in_any_order_answers(self):
        asked = box(b="-7", _command="Sum", a="40", _ask="x y") + box(_ask="2", _command="Sum", a="1", b="2")
        self.assertEqual(exchange(self.connect(), asked), box(_answer="x y", total="33") + box(_answer="2", total="3"))

    def test_sum_one_way_is_silent(self):
        asked = box(_command="Sum", a="1", b="2") + box(_ask="1", _command="Sum", a="3", b="4")
        self.assertEqual(exchange(self.connect(), asked), box(_answer="1", total="7"))

    def test_other_command_is_told(self):
        asked = box(_ask="1", _command="Sums") + box(_ask="2", _command="Sum", a="1", b="1")
        told = box(_error="1", _error_code="UNHANDLED", _error_description="Unhandled Command")
        self.assertEqual(exchange(self.connect(), asked), told + box(_answer="2", total="2"))

    def test_no_numbers_told_and_closed(self):
        told = box(_error="1", _error_code="UNKNOWN", _error_description="Unknown Error")
        for pairs in {"a": "1"}, {"a": "1", "b": "x"}, {"a": "", "b": "1"}, {"a": str(2**63 - 1), "b": "1"}:
            self.assertEqual(exchange(self.connect(), box(_ask="1", _command="Sum", **pairs)), told, pairs)

    def test_dripped_answers_as_whole(self):
        wanted = box(_answer="1", total="5")
        with self.connect() as peer:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for byte in box(_ask="1", _command="Sum", a="2", b="3"):
                peer.sendall(bytes([byte]))
            answer = b""
            while len(answer) < len(wanted):
                answer += peer.recv(1)
            self.assertEqual(answer, wanted)

    def test_pipelined_slow_reader_loses_nothing(self):
        count = 50_000
        asked = b"".join(box(_ask=str(i), _command="Sum", a=str(i), b="1") for i in range(count))
        wanted = b"".join(box(_answer=str(i), total=str(i + 1)) for i in range(count))
        peer = self.connect()
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        self.assertTrue(exchange(peer, asked) == wanted)

    def test_load_finds_all_right(self):
        for mode in ["load", "-p", "64", "-t", "0.2"], ["idle", "-c", "50"]:
            code, seen = amp_load(*mode, self.address)
            self.assertEqual((code, seen["wrong"], seen["closed"]), (0, 0, 0), mode)
            self.assertGreaterEqual(seen["calls"], 50)


def amp_load(*arguments):
    done = subprocess.run(
        [os.path.join(YARDSTICKS, "amp_load"), *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    return done.returncode, json.loads(lines[-1]) if lines else None


class AmpLoadTest(unittest.TestCase):
    """What the load generator says of servers that lie."""

    def code(self, answers):
        with socket.create_server(("127.0.0.1", 0)) as listener:

            def serve():
                peer, _ = listener.accept()
                with peer:
                    peer.recv(1000)
                    peer.sendall(answers)

            thread = threading.Thread(target=serve)
            thread.start()
            code, _ = amp_load("load", "-p", "1", "-t", "0.000001", f"127.0.0.1:{listener.getsockname()[1]}")
            thread.join()
            return code

    def test_right_answer(self):
        self.assertEqual(self.code(box(_answer="1", total="8")), 0)

    def test_wrong_answers(self):
        for wrong in (
            box(_answer="1", total="9"),
            box(_answer="1", total="8", more=""),
            box(_error="1", _error_code="UNKNOWN", _error_description=""),
            box(_answer="1"),
            b"",
            box(_answer="1", total="8")[:-1],
        ):
            self.assertEqual(self.code(wrong), 1, wrong)


unittest.main()
