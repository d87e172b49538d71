"""Agents that send with the real OpenTelemetry SDK, in the words of Looopy's observability design."""

import json
import time
import urllib.request

import grpc
from opentelemetry.exporter.otlp.json.http.trace_exporter import OTLPSpanExporter as JSONExporter
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GRPCExporter
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as ProtobufExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode

# Each way that an agent may send.
WAYS = {
    "protobuf": lambda endpoint: ProtobufExporter(endpoint=endpoint),
    "gzip": lambda endpoint: ProtobufExporter(endpoint=endpoint, compression=Compression.Gzip),
    "json": lambda endpoint: JSONExporter(endpoint=endpoint),
    # Each port takes all of them.
    "grpc": lambda endpoint: GRPCExporter(endpoint=endpoint, insecure=True),
    "grpc-gzip": lambda endpoint: GRPCExporter(endpoint=endpoint, insecure=True, compression=grpc.Compression.Gzip),
}


class Agent:
    """One process of agents. What it does is sent when `send` is called."""

    def __init__(self, port, way="protobuf", service="looopy"):
        resource = Resource.create({"service.name": service, "service.version": "1.0.0"})
        self.provider = TracerProvider(resource=resource)
        exporter = WAYS[way](f"http://127.0.0.1:{port}/v1/traces")
        self.provider.add_span_processor(BatchSpanProcessor(exporter))
        self.tracer = self.provider.get_tracer("looopy")

    def send(self):
        assert self.provider.force_flush(10_000)

    def close(self):
        self.provider.shutdown()

    def task(self, agent, task, tools=(("search", True),), model="gpt-4o", tokens=(1200, 300), fails=False):
        """A task of one iteration: a model call, then these tools (name, success)."""
        tracer = self.tracer
        with tracer.start_as_current_span("agent.loop") as loop:
            loop.set_attributes({"agent.id": agent, "task.id": task, "prompt.length": 40})
            with tracer.start_as_current_span("agent.loop.iteration", attributes={"iteration.number": 1}):
                with tracer.start_as_current_span("llm.call") as call:
                    prompt, completion = tokens
                    call.set_attributes({
                        "llm.provider": "openai", "llm.model": model, "llm.messages.count": 2,
                        "llm.tools.count": len(tools), "llm.response.finish_reason": "tool_calls",
                        "llm.usage.prompt_tokens": prompt, "llm.usage.completion_tokens": completion,
                        "llm.usage.total_tokens": prompt + completion, "llm.tool_calls.count": len(tools),
                    })
                    call.add_event("llm.response.received", {"response.type": "tool_calls"})
                for index, (name, succeeds) in enumerate(tools):
                    self._tool(name, succeeds, f"call_{task}_{index}")
            loop.set_status(Status(StatusCode.ERROR, "gave up") if fails else Status(StatusCode.OK))

    def _tool(self, name, succeeds, call_id):
        with self.tracer.start_as_current_span("tool.execute") as span:
            span.set_attributes({
                "tool.name": name, "tool.call_id": call_id, "tool.provider": "local", "tool.success": succeeds,
                "tool.execution_time_ms": 12, "tool.cached": False,
            })
            span.set_status(Status(StatusCode.OK) if succeeds else Status(StatusCode.ERROR, "it broke"))


def post_span(port, name, trace, path="/v1/traces", attributes=()):
    """One root span, POSTed by hand as JSON. Returns the status."""
    now = time.time_ns()
    span = {
        "traceId": f"{trace:032x}", "spanId": f"{trace:016x}", "name": name, "kind": 1,
        "startTimeUnixNano": str(now - 50_000_000), "endTimeUnixNano": str(now), "status": {"code": 1},
        "attributes": [{"key": key, "value": {"stringValue": value}} for key, value in attributes],
    }
    body = {
        "resourceSpans": [{
            "resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "by-hand"}}]},
            "scopeSpans": [{"scope": {"name": "by-hand"}, "spans": [span]}],
        }]
    }
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.status
