/// What is wrong with the incoming data, and what of it was sound.
package struct Diagnosis: Hashable, Sendable {
    /// The worst first.
    package var findings: [Finding] = []
    /// Cases that are in none of the findings: there were too many kinds.
    package var overflow = 0
    package var ingest = IngestCounts()
    /// Who sent, by name.
    package var emitters: [EmitterHealth] = []

    package init() {}

    /// How many findings there are of a severity.
    package func count(_ severity: Severity) -> Int { findings.count { $0.severity == severity } }
}

/// The doctor's findings in a few figures, for every screen.
package struct HealthFigures: Hashable, Sendable {
    package var errors = 0
    package var warnings = 0
    /// Before any data: why requests were refused, the last one first.
    package var refusals: [Finding] = []

    package init() {}
}
