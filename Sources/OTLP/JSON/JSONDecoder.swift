import Telemetry

func decodeJSON(_ body: Bytes, of signal: Signal) throws(Fault) -> Batch {
    throw Fault(offset: 0, reason: .endOfText)
}

func jsonPath(to offset: Int, in body: Bytes) -> String { "" }
