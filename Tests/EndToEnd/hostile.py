"""What a hostile client sends: connections by hand, and bodies that no SDK makes."""

import contextlib
import gzip
import resource
import socket
import struct
import time
import zlib

JSON = "application/json"
PROTOBUF = "application/x-protobuf"
EMPTY = b'{"resourceSpans":[]}'


# Connections


def connect(port, timeout=10):
    return socket.create_connection(("127.0.0.1", port), timeout=timeout)


def head(path="/v1/traces", length=None, kind=JSON, **headers):
    """The head of a POST. Headers as keywords, `_` for `-`."""
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Type: {kind}"]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def send(connection, data):
    """Sends as much as the other side takes; whether that was all."""
    try:
        connection.sendall(data)
        return True
    except OSError:
        return False


def answer(connection):
    """The status of the next answer; None if the connection ended without one."""
    received = b""
    with contextlib.suppress(OSError):
        while b"\r\n" not in received:
            part = connection.recv(4096)
            if not part:
                break
            received += part
    return int(received.split()[1]) if received.startswith(b"HTTP/1.") else None


def exchange(port, data, half_close=False):
    """Sends bytes on a connection of their own, and gives the status of the answer."""
    with connect(port) as connection:
        send(connection, data)
        if half_close:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
        return answer(connection)


def post(port, body, path="/v1/traces", kind=PROTOBUF, **headers):
    return exchange(port, head(path, len(body), kind, **headers) + body)


@contextlib.contextmanager
def many(port, count):
    """As many open connections as can be had, up to a number."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with contextlib.ExitStack() as stack:
        connections = []
        for _ in range(count):
            with contextlib.suppress(OSError):
                connections.append(stack.enter_context(connect(port, timeout=2)))
        yield connections


# Bodies


def bomb(size, gzipped):
    """A body that inflates to so many bytes of zeros, a thousandth of it long."""
    block = bytes(1 << 20)
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = compressor.compress(block) + compressor.flush(zlib.Z_FULL_FLUSH)
    # After a full flush nothing refers back: the same piece can stand again and again.
    data = piece * (size >> 20) + b"\x03\x00"
    if gzipped:
        return gzip.compress(b"")[:10] + data + struct.pack("<II", 0, size & 0xFFFFFFFF)
    return b"\x78\x9c" + data + struct.pack(">I", 1)


def spans(trace, numbers, parent=lambda number: 0, name="hostile", attributes=b""):
    """A request of spans of one trace; zero is no parent."""
    now = time.time_ns()
    rest = (
        length_delimited(5, name.encode()) + b"\x39" + struct.pack("<Q", now - 1_000_000) + b"\x41" + struct.pack("<Q", now)
        + attributes)
    start = length_delimited(1, trace.to_bytes(16, "big"))
    records = []
    for number in numbers:
        above = parent(number)
        identity = b"\x12\x08" + number.to_bytes(8, "big") + (b"\x22\x08" + above.to_bytes(8, "big") if above else b"")
        records.append(length_delimited(2, start + identity + rest))
    return length_delimited(1, length_delimited(2, b"".join(records)))


def length_delimited(field, content):
    """A protobuf field of bytes."""
    return varint(field << 3 | 2) + varint(len(content)) + content


def varint(number):
    encoded = b""
    while number > 127:
        encoded += bytes([number & 127 | 128])
        number >>= 7
    return encoded + bytes([number])


def span_with(content, trace=1, span=1):
    """A request of one span that has some more bytes in it."""
    record = length_delimited(1, trace.to_bytes(16, "big")) + length_delimited(2, span.to_bytes(8, "big")) + content
    return length_delimited(1, length_delimited(2, length_delimited(2, record)))


def spans_with_new_keys(first, count, per_span=128):
    """A request whose attributes have so many keys that no other has."""
    records = []
    for start in range(first, first + count, per_span):
        # attributes = 9: KeyValue { key = 1, value = 2 { string_value = 1 } }
        keys = b"".join(
            b"\x4a\x11\x0a\x0ak%09d\x12\x03\x0a\x01v" % number for number in range(start, min(start + per_span, first + count)))
        identity = length_delimited(1, (start + 1).to_bytes(16, "big")) + length_delimited(2, (start + 1).to_bytes(8, "big"))
        records.append(length_delimited(2, identity + keys))
    return length_delimited(1, length_delimited(2, b"".join(records)))


def deep_json(depth):
    """An attribute whose value is an array in an array in an array."""
    value = '{"arrayValue":{"values":[' * depth + ']}}' * depth
    return (
        '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%032x","spanId":"%016x","attributes":'
        '[{"key":"deep","value":%s}]}]}]}]}' % (1, 1, value)).encode()


def deep_protobuf(depth):
    """The same in protobuf: AnyValue { array_value = 5 { values = 1 { ..."""
    value = b""
    for _ in range(depth):
        value = length_delimited(5, length_delimited(1, value))
    return span_with(length_delimited(9, length_delimited(1, b"deep") + length_delimited(2, value)))


# HTTP/2, frame by frame (RFC 9113)

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 8, 9


def frame(kind, payload=b"", flags=0, stream=0):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def literal(name, value):
    """A header field without indexing (RFC 7541, 6.2.2)."""
    return b"\x00" + hpack_text(name) + hpack_text(value)


def hpack_text(text):
    encoded = text.encode()
    if len(encoded) < 127:
        return bytes([len(encoded)]) + encoded
    return b"\x7f" + varint(len(encoded) - 127) + encoded


EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
CALL = b"".join(literal(name, value) for name, value in [
    (":method", "POST"), (":scheme", "http"), (":path", EXPORT), (":authority", "localhost"),
    ("content-type", "application/grpc"), ("te", "trailers")])
