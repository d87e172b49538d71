"""OTLP over gRPC, as grpcio and the SDK's exporters speak it."""

import json
import socket

import grpc
import pytest
from dashboard import ROOT, Dashboard, Headless, run
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as trace_service
from test_replay import Recording, expect_same

EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
STREAMS = sorted((ROOT / "Tests" / "Fixtures" / "corpus").glob("*/tcp-*.grpc.bin"))


@pytest.fixture
def looptop(tmp_path):
    with Headless(tmp_path) as looptop:
        yield looptop


@pytest.fixture
def channel(looptop):
    with grpc.insecure_channel(f"127.0.0.1:{looptop.grpc_port}") as channel:
        yield channel


def call(channel, method, request, **settings):
    """Sends bytes, gives bytes."""
    return channel.unary_unary(method)(request, timeout=20, **settings)


def request_of(spans, text=""):
    """An export request of so many spans, each with a text."""
    request = trace_service.ExportTraceServiceRequest()
    scope = request.resource_spans.add().scope_spans.add()
    for number in range(1, spans + 1):
        span = scope.spans.add(trace_id=number.to_bytes(16), span_id=number.to_bytes(8), name="work")
        span.start_time_unix_nano, span.end_time_unix_nano = 1_000, 2_000
        if text:
            span.attributes.add(key="text").value.string_value = f"{number}{text}"
    return request


@pytest.mark.parametrize("way", ["grpc", "grpc-gzip"])
def test_an_sdk_exports_over_grpc(looptop, make_agent, way):
    agent = make_agent(looptop.grpc_port, way)
    agent.task("scout", "t-1", tools=[("compass", True)])
    agent.send()
    report = looptop.report()
    assert report["ingest"]["spans"]["accepted"] == 4
    assert report["ingest"]["requests"] == {"accepted": 1, "rejected": 0}
    assert [agent["id"] for agent in report["totals"]["agents"]] == ["scout"]


def test_the_first_screen_names_both_ports(open_terminal):
    dashboard = Dashboard(open_terminal(80, 24))
    dashboard.wait_for(f":{dashboard.port}", f"gRPC on :{dashboard.grpc_port}")


def test_health_over_grpc(channel):
    serving = bytes([0x08, 1])
    for service in ["", "opentelemetry.proto.collector.trace.v1.TraceService"]:
        request = bytes([0x0A, len(service)]) + service.encode() if service else b""
        assert call(channel, "/grpc.health.v1.Health/Check", request) == serving
    with pytest.raises(grpc.RpcError) as refused:
        call(channel, "/grpc.health.v1.Health/Check", b"\x0a\x01x")
    assert refused.value.code() == grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize("compression", [grpc.Compression.NoCompression, grpc.Compression.Gzip], ids=str)
def test_a_request_of_4_mib(looptop, channel, compression):
    request = request_of(4_000, "x" * 1_050).SerializeToString()
    assert len(request) > 4 << 20
    assert call(channel, EXPORT, request, compression=compression) == b""
    assert looptop.report()["ingest"]["spans"]["accepted"] == 4_000


def test_requests_in_flight_on_one_channel(looptop, channel):
    send = channel.unary_unary(EXPORT)
    request = request_of(50, "x" * 2_000).SerializeToString()
    under_way = [send.future(request, timeout=20) for _ in range(64)]
    assert all(answer.result() == b"" for answer in under_way)
    ingest = looptop.report()["ingest"]
    assert ingest["requests"]["accepted"] == 64
    assert (ingest["spans"]["accepted"], ingest["spans"]["duplicate"]) == (50, 63 * 50)


def test_partial_success(looptop, channel):
    request = request_of(2)
    request.resource_spans[0].scope_spans[0].spans[0].trace_id = bytes(16)
    answer = trace_service.ExportTraceServiceResponse.FromString(call(channel, EXPORT, request.SerializeToString()))
    assert answer.partial_success.rejected_spans == 1
    assert answer.partial_success.error_message


def test_an_unknown_service(looptop, channel):
    with pytest.raises(grpc.RpcError) as refused:
        call(channel, "/opencensus.proto.agent.trace.v1.TraceService/Export", b"")
    assert refused.value.code() == grpc.StatusCode.UNIMPLEMENTED
    assert "TraceService, MetricsService and LogsService" in refused.value.details()
    assert looptop.report()["ingest"]["requests"]["rejected"] == 1


def test_a_request_that_cannot_be_decoded(looptop, channel):
    with pytest.raises(grpc.RpcError) as refused:
        call(channel, EXPORT, b"\x0a\x7f")
    assert refused.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert "cannot be decoded at byte" in refused.value.details()


def test_a_request_over_the_limit(looptop, channel):
    with pytest.raises(grpc.RpcError) as refused:
        call(channel, EXPORT, bytes(65 << 20))
    assert refused.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    assert "over the limit" in refused.value.details()
    # The connection, and the program, go on.
    assert call(channel, EXPORT, request_of(1).SerializeToString()) == b""


def test_http_on_the_port_for_grpc_is_taken(looptop):
    with socket.create_connection(("127.0.0.1", looptop.grpc_port), timeout=10) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = connection.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n") and answer.endswith(b"ok\n")


@pytest.mark.parametrize("stream", STREAMS, ids=lambda file: file.parent.name)
def test_what_a_real_client_wrote_comes_to_the_recorded_report(looptop, tmp_path, stream):
    with socket.create_connection(("127.0.0.1", looptop.grpc_port), timeout=20) as connection:
        connection.sendall(stream.read_bytes())
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass
    done = run(tmp_path, "report", "--json", "--limit", 10000, stream.parent)
    expect_same(looptop.report("?limit=10000"), json.loads(done.stdout), Recording(stream.parent))


def test_a_taken_port_for_grpc_is_one_sentence_and_exit_1(tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        done = run(tmp_path, "--headless", "--http-port", 0, "--grpc-port", port)
    assert done.returncode == 1
    assert f"port {port} " in done.stderr and "--no-grpc" in done.stderr and len(done.stderr.splitlines()) == 1
