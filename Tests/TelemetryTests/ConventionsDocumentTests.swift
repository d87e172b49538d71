import Foundation
import Testing

@testable import Telemetry

// docs/conventions.md is made of the tables that the program reads by. `make screens` (DASHBOARD_RECORD=1) writes it anew.

@Suite struct ConventionsDocumentTests {
    @Test func `docs/conventions.md says what the tables say`() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/conventions.md")
        if ProcessInfo.processInfo.environment["DASHBOARD_RECORD"] != nil {
            try conventionsDocument().write(to: file, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == conventionsDocument())
    }

    @Test func `A key carries one concept`() {
        let keys = Concept.allCases.flatMap(\.keys)
        let repeated = Dictionary(grouping: keys, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
        #expect(repeated.isEmpty)
    }

    @Test func `A metric's name has one rule, and is written as it is compared`() {
        let names = MetricRule.rows.flatMap(\.names)
        #expect(names.count == Set(names).count)
        for name in names { #expect(name.folded == name && !name.hasSuffix(".total")) }
    }

    @Test func `A metric without meaning has no rule, and is written as it is compared`() {
        for name in MetricSilence.rows.flatMap(\.names) {
            #expect(name.folded == name && MetricRule.of(name) == nil)
        }
    }

    @Test func `A key of metrics' points is written as it is compared, once for a concept`() {
        for concept in MetricConcept.allCases {
            #expect(concept.keys.count == Set(concept.keys).count)
            for key in concept.keys { #expect(key.folded == key) }
        }
        // What it is called, and not what kind of agent it is.
        #expect(!MetricConcept.agent.keys.contains("agent.type"))
    }

    @Test func `An event's name has one rule, and is written as it is compared`() {
        let names = EventRule.rows.flatMap(\.names)
        #expect(names.count == Set(names).count)
        for name in names { #expect(EventRule.of(name) != nil) }
    }
}

private func conventionsDocument() -> String {
    var lines = [
        "# What agents send, and what it is taken for", "",
        "Made from the tables in `Sources/Telemetry/Conventions` and `Sources/Telemetry/Metrics`;",
        "a test keeps it true. Adding a dialect is adding rows to them.", "",
        "Values may be of any type: `\"true\"`, `\"1521\"` and `12.0` are read like `true`, `1521` and `12`. What is empty is absent.",
        "Of several keys of one concept the first in the list counts; two are never added. Agent, task and session pass from a span",
        "to the spans below it, and from the resource to all spans that none above says it for.", "",
        "## Concepts and their keys", "", "| concept | meaning | keys, the strongest first |", "|---|---|---|",
    ]
    lines += Concept.allCases.map { "| \($0) | \($0.meaning) | \(code($0.keys)) |" }
    lines += [
        "", "## Roles", "", "The first rule that decides gives a span its role.", "", "| rule | values |", "|---|---|",
    ]
    lines += roleRows
    lines += ["", "## Event logs", ""]
    lines += [
        "A record's event name is its own field, else `event.name`, else a body that is one word. Prefixes are left out: "
            + code(EventRule.prefixes) + ".", "",
        "| event | names | only with one of |", "|---|---|---|",
    ]
    lines += EventRule.rows.map { rule in
        let twin = rule.isTwin ? " (where the vendor's own event is missing)" : ""
        return "| \(rule.kind)\(twin) | \(code(rule.names)) | \(rule.needs.map { "\($0)" }.joined(separator: ", ")) |"
    }
    lines += ["", "## Metrics", ""]
    lines += [
        "`_` and `-` count as `.`, and a last `_total` is left out. Metrics of one family complete each other; those of two tell of the same work.",
        "", "| family | meaning | names |", "|---|---|---|",
    ]
    lines += MetricRule.rows.map { "| \($0.family) | \($0.meaning) | \(code($0.names)) |" }
    lines += ["", "Deliberately without meaning; what ends in `.` stands for all that begin with it:", ""]
    lines += ["| names | because they are |", "|---|---|"]
    lines += MetricSilence.rows.map { "| \(code($0.names)) | \($0.reason) |" }
    lines += [
        "", "Attributes of points, `_` and `-` as `.` too:", "",
        "| concept | meaning | keys, the strongest first |", "|---|---|---|",
    ]
    lines += MetricConcept.allCases.map { "| \($0) | \($0.meaning) | \(code($0.keys)) |" }
    lines += [
        "", "## Emitters whose input leaves the cache out", "", "| emitter | scopes begin with | services begin with |",
    ]
    lines += ["|---|---|---|"]
    lines += Dialect.rows.filter { $0.dialect.cache == .separate }.map {
        "| \($0.title) | \(code($0.scopes)) | \(code($0.services)) |"
    }
    lines += [
        "",
        "\(Dialect.rows.filter { $0.dialect.cache == .byModel }.map(\.title).joined(separator: ", ")) passes on what the "
            + "model's API says: those of models with \(code(Dialect.modelsBesideCache)) in their names leave the cache "
            + "out, unless a gateway is before them, whose names have a `/`.",
        "",
        "Langfuse's `usage_details` have each token in one place: cache is added to `input` and reasoning to `output`, "
            + "unless their total says that they are in it.",
        "",
        "Of all others a guard tells: who reports more cache than input leaves it out, or a total of input, output and cache.",
        "",
    ]
    lines += ["## Parts of streams", ""]
    lines += [
        "Counted when they come, and not kept; a span that others are below of is kept, and so is what has an error or token counts.",
        "", "| emitter | spans whose names end with | events whose names or kinds end with |", "|---|---|---|",
    ]
    lines += Dialect.rows.filter { !$0.dialect.streamParts.isEmpty }.map {
        "| \($0.title) | \(code($0.dialect.streamParts)) | \(code($0.dialect.streamEvents)) |"
    }
    lines += [
        "", "## Counts inside texts of JSON", "", "| count | concept | keys, the strongest first |", "|---|---|---|",
    ]
    lines += TokenDetail.allCases.flatMap { detail in
        detail.places.map { "| \(detail) | \($0.concept) | \(code($0.keys)) |" } + [
            "| \(detail) | response, of \(code(Concept.repliesWithUsage)) | \(code(detail.keysInReply)) |"
        ]
    }
    lines.append("")
    return lines.joined(separator: "\n")
}

private var roleRows: [String] {
    var rows: [String] = []
    for (place, rule) in RoleRules.attributes.enumerated() {
        let values = Dictionary(grouping: rule.roles, by: \.value).sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "\($0.key): \(code($0.value.map(\.key).sorted()))" }
        let parts = rule.parts.map { "\($0.role): any with `\($0.part)`" }
        let tools = rule.yieldsToTool ? ["a `task` that names a tool: the rules below"] : []
        let otherwise = rule.otherwise.map { ["any other: \($0)"] } ?? []
        rows.append("| \(code(rule.concept.keys)) | \((values + parts + otherwise + tools).joined(separator: "; ")) |")
        guard place == 0 else { continue }
        rows.append("| name ends with | other: \(code(RoleRules.detailSuffixes)) |")
        rows.append("| presence of `agent.iteration`, `iteration.number` | iteration |")
        rows.append("| name is | iteration: \(code(RoleRules.iterationNames.sorted() + ["step N"])) |")
    }
    let names = Dictionary(grouping: RoleRules.names.filter { $0.value != .iteration }, by: \.value)
        .sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key): \(code($0.value.map(\.key).sorted()))" }
    rows.append("| name is | \(names.joined(separator: "; ")) |")
    let prefixes = Dictionary(grouping: RoleRules.prefixes, by: \.role).sorted { $0.key.rawValue < $1.key.rawValue }
        .map { "\($0.key): \(code($0.value.map(\.prefix)))" }
    rows.append("| name begins with | \(prefixes.joined(separator: "; ")) |")
    rows.append("| a tool's name (the bare `tool` only beside a call id or an outcome) | tool |")
    rows.append("| token counts, or a model (the bare `model` only beside token counts) | llm |")
    rows.append("| name is `chat X` or like it, of a client's span that failed and says no more | llm, model X |")
    let parts = code(RoleRules.parts.sorted())
    rows.append("| name is \(parts), with nothing above | no task, but part of one of its session |")
    let handOffs =
        "is \(code(RoleRules.handOffNames.sorted())) or begins with \(code(RoleRules.handOffPrefixes)), with or without "
        + "\(code([RoleRules.handOffPlugin])) before it"
    rows.append("| a tool whose name \(handOffs) | other: a hand-off |")
    return rows
}

private func code(_ words: [String]) -> String { words.map { "`\($0)`" }.joined(separator: ", ") }
