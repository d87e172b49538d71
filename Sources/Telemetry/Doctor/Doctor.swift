/// Watches what comes in for what is wrong with it.
///
/// Healthy data costs a few comparisons a span: only what is odd is looked at closely. Everything kept is bounded.
struct Doctor: Sendable {
    static let emitterLimit = 1_000
    private static let instrumentLimit = 10_000

    /// An instrument of an emitter.
    private struct Instrument: Hashable {
        var patient: Int
        var name: String
    }

    var findings = Findings()
    /// Who sends, in the order of appearance; those beyond the bound share the first place.
    private(set) var patients = [EmitterHealth(name: EmitterName(service: "(other)"))]
    private var places: [EmitterName: Int] = [:]
    private var temporalities: [Instrument: Temporality] = [:]
    private var instrumentBytes = 0
    private var patientBytes = 0
    /// What instruments may take, and what emitters may.
    private let byteLimit: Int

    /// - Parameter memory: bytes that all telemetry may take; what is kept here takes a small part of it.
    init(memory: Int = 256 << 20) { byteLimit = max(65_536, memory / 64) }
    /// Spans of the batch at hand that had been received before, by scope.
    private var repeats: [UInt32: Int] = [:]

    /// Bytes that it takes, about.
    var byteCount: Int {
        instrumentBytes + patientBytes + findings.byteCount
    }

    subscript(_ patient: Int) -> EmitterHealth {
        get { patients[patient] }
        _modify { yield &patients[patient] }
    }

    /// The place of an emitter, new or known.
    mutating func patient(_ name: EmitterName, at now: Timestamp) -> Int {
        if let place = places[name] { return place }
        guard patients.count <= Self.emitterLimit, patientBytes < byteLimit else {
            let id = FindingID(.tooManyEmitters, of: .unknown, detail: grouped(Self.emitterLimit))
            findings.mark(id, at: now, example: FindingExample(text: name.text))
            return 0
        }
        patientBytes +=
            2 * MemoryLayout<EmitterHealth>.stride + name.service.utf8.count + name.instance.utf8.count + 160
        places[name] = patients.count
        patients.append(EmitterHealth(name: name))
        return patients.count - 1
    }

    /// Notes that a span had been received before.
    mutating func noteRepeat(ofScope scope: UInt32) { repeats[scope, default: 0] += 1 }

    /// The repeated spans of the batch at hand, by scope; they are forgotten.
    mutating func takeRepeats() -> [UInt32: Int] {
        defer { repeats.removeAll(keepingCapacity: true) }
        return repeats
    }

    /// Whether an instrument's temporality is another one than before; nil when it is not, or was not known.
    mutating func change(of name: String, from patient: Int, to temporality: Temporality) -> Temporality? {
        let instrument = Instrument(patient: patient, name: name)
        let before = temporalities[instrument]
        guard before == nil else {
            temporalities[instrument] = temporality
            return before == temporality ? nil : before
        }
        guard instrumentBytes < byteLimit, temporalities.count < Self.instrumentLimit else { return nil }
        instrumentBytes += MemoryLayout<Instrument>.stride + name.utf8.count + 64
        temporalities[instrument] = temporality
        return before == temporality ? nil : before
    }

    /// Notes that an emitter's traces are a part of its work, and how that is known: `1 in 8`, `its counters say more`.
    mutating func noteSampled(_ emitter: EmitterName, _ detail: String, at now: Timestamp, trace: TraceID? = nil) {
        let example = FindingExample(trace: trace)
        findings.mark(FindingID(.sampled, of: emitter, detail: detail), at: now, example: example)
    }
}

/// What one emitter sent.
package struct EmitterHealth: Hashable, Sendable {
    package var name: EmitterName
    /// Requests with something of it.
    package var requests = 0
    /// What was accepted.
    package var spans = 0
    package var points = 0
    package var records = 0
    /// Spans that had been received before.
    package var duplicates = 0
    package var firstArrival = Timestamp.unset
    package var lastArrival = Timestamp.unset
    package var lastDuplicate = Timestamp.unset
    package var firstDuplicate = Timestamp.unset
    /// Model calls without content and without a known switch for it.
    var switchlessCalls = 0
    /// Seconds in which something came: how regularly it sends.
    var activeSeconds = 0
    var content = ContentState.sought

    package init(name: EmitterName) { self.name = name }

    /// Notes that something came.
    mutating func noteArrival(at now: Timestamp) {
        requests += 1
        if !firstArrival.isSet { firstArrival = now }
        if now.second > lastArrival.second || activeSeconds == 0 { activeSeconds += 1 }
        lastArrival = max(lastArrival, now)
    }

    /// Nanoseconds between arrivals on the average; nil before it can be told.
    var usualGap: Int64? {
        guard activeSeconds >= 5 else { return nil }
        return lastArrival.since(firstArrival) / Int64(activeSeconds - 1)
    }
}

/// Whether prompts and responses come with model calls.
enum ContentState: Hashable, Sendable {
    /// None was seen so far, nor a switch for it.
    case sought
    /// Calls came without; this would turn it on.
    case missing(ContentSwitch)
    /// Seen; or given up, after many calls of which none says what made it.
    case settled
}
