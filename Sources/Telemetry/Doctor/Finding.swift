/// What tells one finding from another: an ailment of a service. A hundred instances with the same one are one finding.
package struct FindingID: Hashable, Sendable {
    package var ailment: Ailment
    /// Empty for nobody in particular.
    package var service: String
    package var detail: String

    package init(_ ailment: Ailment, of service: String, detail: String = "") {
        self.ailment = ailment
        self.service = service
        self.detail = detail
    }

    package init(_ ailment: Ailment, of emitter: EmitterName, detail: String = "") {
        self.init(ailment, of: emitter.service, detail: detail)
    }
}

/// Which of a service's instances have an ailment.
package enum Afflicted: Hashable, Sendable {
    /// It is the service's: its settings, which every instance has.
    case service
    case instance(String)
    case several

    /// Of senders of one service.
    init(_ names: [EmitterName]) {
        self = names.dropFirst().reduce(Afflicted(names.first?.instance ?? "")) { $0.with(Afflicted($1.instance)) }
    }

    /// Of an instance; an empty name is none.
    init(_ instance: String) { self = instance.isEmpty ? .service : .instance(instance) }

    /// One more.
    func with(_ other: Afflicted) -> Afflicted { self == other ? self : .several }
}

/// One of the cases of a finding: the first.
package struct FindingExample: Hashable, Sendable {
    /// The trace that shows it.
    package var trace: TraceID?
    /// A value or a name; may be empty.
    package var text: String

    package init(trace: TraceID? = nil, text: String = "") {
        self.trace = trace
        self.text = text
    }
}

/// Something that is wrong with the data of one emitter.
package struct Finding: Hashable, Sendable {
    package var id: FindingID
    package var count: Int
    /// When it was noticed first and last.
    package var first: Timestamp
    package var last: Timestamp
    package var example: FindingExample
    package var afflicted = Afflicted.service
    /// What the sentence says in place of the id's detail: a figure that changes while the finding stays the same.
    package var figure: String?

    package init(_ id: FindingID, count: Int, first: Timestamp, last: Timestamp, example: FindingExample = .init()) {
        self.id = id
        self.count = count
        self.first = first
        self.last = last
        self.example = example
    }

    package var severity: Severity { id.ailment.severity }

    /// Who has it: `worker`, `worker/7`, `worker (several instances)`; empty for nobody in particular.
    package var sender: String {
        switch afflicted {
        case .service: id.service
        case .instance(let name): EmitterName(service: id.service, instance: name).text
        case .several: "\(id.service) (several instances)"
        }
    }

    /// What is wrong, without who and when.
    package var sentence: String { id.ailment.sentence(count: count, detail: figure ?? id.detail) }

    /// Who, what and when, in one sentence: a line of the report's warnings.
    package var warning: String {
        let who = sender.isEmpty ? "" : sender + ": "
        return "\(who)\(sentence) (\(times))."
    }

    /// `first 12:00:01, last 12:00:09 UTC`, or the one second it was.
    package var times: String {
        first.second == last.second
            ? "at \(timeOfDay(first)) UTC" : "first \(timeOfDay(first)), last \(timeOfDay(last)) UTC"
    }

    /// The worst first, then what was seen last, then by who and what: an order without chance in it.
    package static func isWorse(_ a: Finding, _ b: Finding) -> Bool {
        if a.severity != b.severity { return a.severity > b.severity }
        if a.last != b.last { return a.last > b.last }
        return (a.id.ailment.rawValue, a.id.service, a.id.detail) < (b.id.ailment.rawValue, b.id.service, b.id.detail)
    }
}

/// `12:00:01`, in UTC.
private func timeOfDay(_ time: Timestamp) -> String {
    let seconds = Int(time.second % 86_400)
    return [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : String($0) }
        .joined(separator: ":")
}

/// A length of time in its largest unit: `5 s`, `4 min`, `2 h`, `3 d`.
func roughly(nanoseconds: Int64) -> String {
    switch max(0, nanoseconds / 1_000_000_000) {
    case let seconds where seconds < 120: "\(seconds) s"
    case let seconds where seconds < 7_200: "\(seconds / 60) min"
    case let seconds where seconds < 172_800: "\(seconds / 3_600) h"
    case let seconds: "\(seconds / 86_400) d"
    }
}
