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
    guard service.isEmpty || exportServices[service] != nil else {
        throw Refusal(.notFound, "\(quoted(service)) is not a service of this server")
    }
    let serving: UInt8 = 1
    return [1 << 3, serving]
}
