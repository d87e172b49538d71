extension Store {
    /// What is wrong with the data that came in.
    package mutating func diagnosis(at now: Timestamp) -> Diagnosis {
        let now = isRecorded ? newestTime ?? now : now
        chooseSources()
        var diagnosis = Diagnosis()
        let findings = findings(at: now).sorted(by: Finding.isWorse)
        diagnosis.findings = Array(findings.prefix(Findings.limit))
        diagnosis.overflow = doctor.findings.overflow + findings.dropFirst(Findings.limit).count
        diagnosis.ingest = counts
        diagnosis.emitters = doctor.patients.filter { $0.requests > 0 }.sorted { $0.name.text < $1.name.text }
        return diagnosis
    }

    /// The findings in figures.
    mutating func health(at now: Timestamp) -> HealthFigures {
        var health = HealthFigures()
        let findings = findings(at: now)
        health.errors = findings.count { $0.severity == .error }
        health.warnings = findings.count { $0.severity == .warning }
        if lastArrival == nil {
            health.refusals = findings.filter { $0.severity == .error }.sorted(by: Finding.isWorse)
        }
        return health
    }

    /// A sentence for each finding, the worst first.
    mutating func findingSentences(at now: Timestamp) -> [String] {
        let diagnosis = diagnosis(at: now)
        let more = diagnosis.overflow == 0 ? [] : ["\(grouped(diagnosis.overflow)) more findings are not listed."]
        return diagnosis.findings.map(\.warning) + more
    }

    /// What was found, and what follows from the senders' figures at a moment.
    private mutating func findings(at now: Timestamp) -> [Finding] {
        Array(doctor.findings.all) + duplicateFindings + disagreementFindings(at: now) + callLessFindings
            + silentFindings(at: now)
    }

    /// Senders of whose spans more than one in a hundred came again.
    private var duplicateFindings: [Finding] {
        let repeating = doctor.patients.filter { $0.duplicates * 100 > $0.spans + $0.duplicates }
        return Dictionary(grouping: repeating, by: \.name.service).map { service, patients in
            let again = patients.reduce(0) { $0 + $1.duplicates }
            let all = patients.reduce(again) { $0 + $1.spans }
            var finding = Finding(
                FindingID(.duplicates, of: service), count: again,
                first: patients.map(\.firstDuplicate).min() ?? .unset,
                last: patients.map(\.lastDuplicate).max() ?? .unset)
            finding.afflicted = Afflicted(patients.map(\.name))
            finding.figure = percentText(Double(again) / Double(all))
            return finding
        }
    }

    /// Services whose tasks have ended without a word of a model call, from any of their instances.
    private var callLessFindings: [Finding] {
        var telling: Set<String> = []
        var silent: [String: [EmitterTotals]] = [:]
        ledger.emitters.visit { if $0.tellsOfModels { telling.insert($0.service) } }
        ledger.emitters.visit { if !telling.contains($0.service) { silent[$0.service, default: []].append($0) } }
        return silent.compactMap { service, emitters in
            let tasks = emitters.reduce(0) { $0 + Int($1.tasksInSpans) }
            guard tasks > 0 else { return nil }
            let name = EmitterName(service: service, instance: "")
            let seconds = emitters.compactMap { $0.spans.firstSecond } + emitters.map(\.lastSpan).filter { $0 > 0 }
            var finding = Finding(
                FindingID(.noModelCalls, of: name), count: tasks,
                first: Timestamp(seconds: UInt64(max(0, seconds.min() ?? 0))),
                last: Timestamp(seconds: UInt64(max(0, seconds.max() ?? 0))))
            finding.afflicted = Afflicted(emitters.map { EmitterName(service: service, instance: $0.instance) })
            return finding
        }
    }

    /// What an emitter's spans and counters don't agree on.
    private struct Disagreement {
        var name: EmitterName
        var noun: String
        var spans: Int64
        var counters: Int64
        var last: Timestamp
    }

    /// Services of which spans and counters don't agree.
    private func disagreementFindings(at now: Timestamp) -> [Finding] {
        let found = ledger.rivals.flatMap { disagreements(of: $0, at: now) }
        let groups = Dictionary(grouping: found) { FindingID(.sourcesDisagree, of: $0.name, detail: $0.noun) }
        return groups.map { id, cases in
            var finding = Finding(
                id, count: cases.count, first: cases.map(\.last).min() ?? now, last: cases.map(\.last).max() ?? now)
            let spans = cases.reduce(0) { $0 &+ $1.spans }
            let counters = cases.reduce(0) { $0 &+ $1.counters }
            finding.afflicted = Afflicted(cases.map(\.name))
            finding.figure =
                "counters tell of \(grouped(Int(counters))) \(id.detail), spans of \(grouped(Int(spans)))"
            return finding
        }
    }

    private func disagreements(of emitter: EmitterIndex, at now: Timestamp) -> [Disagreement] {
        let totals = ledger.emitters[emitter]
        return Quantity.compared.compactMap { quantity, noun in
            guard let told = totals.disagreement(on: quantity, now: now.second) else { return nil }
            return Disagreement(
                name: EmitterName(service: totals.service, instance: totals.instance), noun: noun, spans: told.spans,
                counters: told.counters, last: Timestamp(seconds: UInt64(max(0, totals.lastGrowth))))
        }
    }

    /// Services whose instances sent regularly, have been silent for long, and have tasks that run. Recorded data has no
    /// silence.
    private mutating func silentFindings(at now: Timestamp) -> [Finding] {
        guard !isRecorded else { return [] }
        let silent = doctor.patients.filter { $0.isSilent(at: now) }
        guard !silent.isEmpty else { return [] }
        let working = workingEmitters()
        let groups = Dictionary(grouping: silent.filter { working[$0.name] != nil }, by: \.name.service)
        return groups.compactMap { service, patients in
            guard let longest = patients.min(by: { $0.lastArrival < $1.lastArrival }) else { return nil }
            var finding = Finding(
                FindingID(.silentAgent, of: service), count: patients.count, first: longest.lastArrival, last: now,
                example: FindingExample(trace: working[longest.name], text: "a task that runs"))
            finding.afflicted = Afflicted(patients.map(\.name))
            let time = roughly(nanoseconds: now.since(longest.lastArrival))
            finding.figure = patients.count == 1 ? time : "up to \(time)"
            return finding
        }
    }

    /// Who has tasks that run, and a trace with one of them; as far as a thousand traces tell.
    private func workingEmitters() -> [EmitterName: TraceID] {
        var emitters: [EmitterName: TraceID] = [:]
        var left = 1_000
        for agent in ledger.agents.all {
            var slot = ledger.agents[AgentIndex(index: agent)].running.first
            while slot >= 0, left > 0 {
                let trace = traces[slot]
                for node in trace.nodes.prefix(100) where node.isReceived {
                    emitters[name(of: ledger.resources[trace.resource(of: node)])] = trace.id
                }
                left -= 1
                slot = trace.next
            }
        }
        return emitters
    }

    private func name(of resource: ResourceEntry) -> EmitterName {
        let instance = resource.attributes.first { $0.key == "service.instance.id" }
        return EmitterName(service: resource.service, instance: instance?.value ?? "")
    }
}

extension EmitterHealth {
    /// Silent for over a minute, and for five times as long as between its sendings.
    fileprivate func isSilent(at now: Timestamp) -> Bool {
        guard let usualGap else { return false }
        return now.since(lastArrival) > max(60_000_000_000, usualGap > .max / 5 ? .max : 5 * usualGap)
    }
}

extension Quantity {
    /// What spans and counters both tell of, and its name.
    fileprivate static let compared: [(Quantity, String)] = [
        (.tasks, "tasks"), (.toolCalls, "tool calls"), (.modelCalls, "model calls"), (.tokens, "tokens"),
    ]
}
