import OTLP

/// Answers a `grpc.health.v1.HealthCheckRequest`: the whole server, named "", and OTLP's services serve.
func healthResponse(to request: [UInt8]) throws(Refusal) -> [UInt8] {
    let name: [UInt8]
    do throws(DecodingError) {
        name = try lastField(1, ofProtobuf: request) ?? []
    } catch {
        throw Refusal(.badRequest, "the health check cannot be decoded at byte \(error.offset): \(error.reason)")
    }
    let service = String(decoding: name, as: UTF8.self)
    guard servingServices.contains(service) else {
        throw Refusal(.notFound, "\(quoted(service)) is not a service of this server")
    }
    let serving: UInt8 = 1
    return [1 << 3, serving]
}

private let servingServices: Set<String> = [
    "", "opentelemetry.proto.collector.trace.v1.TraceService",
    "opentelemetry.proto.collector.metrics.v1.MetricsService",
    "opentelemetry.proto.collector.logs.v1.LogsService",
]
