import Screen
package import Telemetry

/// The doctor's screen: what is wrong with the incoming data, and what to do about the selected finding.
package struct DoctorScreenState: Hashable, Sendable {
    package var diagnosis: Diagnosis?
    /// The selected finding; nil for the top row.
    package var selected: FindingID?
    package var firstRow = 0

    /// The selected row.
    func row(in findings: [Finding]) -> Int { findings.firstIndex { $0.id == selected } ?? 0 }

    mutating func move(_ motion: Motion, page: Int) {
        guard let findings = diagnosis?.findings, !findings.isEmpty else { return }
        let target = motion.target(from: row(in: findings), count: findings.count, page: page)
        selected = target == 0 ? nil : findings[target].id
        firstRow = scrolled(firstRow, toShow: target, page: page)
    }

    /// Keeps the selection on its finding; one that is gone gives it back to the top row.
    mutating func receive(_ diagnosis: Diagnosis, page: Int) {
        self.diagnosis = diagnosis
        if !diagnosis.findings.contains(where: { $0.id == selected }) { selected = nil }
        firstRow = scrolled(
            max(0, min(firstRow, diagnosis.findings.count - page)), toShow: row(in: diagnosis.findings), page: page)
    }
}

extension DashboardModel {
    mutating func receive(_ diagnosis: Diagnosis) { doctor.receive(diagnosis, page: doctorPage) }

    mutating func moveInDoctor(_ motion: Motion) { doctor.move(motion, page: doctorPage) }

    /// Opens the trace that shows the selected finding, if there is one.
    mutating func openInDoctor() {
        guard let finding = selectedFinding else { return }
        if let trace = finding.example.trace { drill(into: trace) } else { notice = "No trace shows this." }
    }

    var selectedFinding: Finding? {
        let findings = doctor.diagnosis?.findings ?? []
        return findings.at(doctor.row(in: findings))
    }

    private var doctorPage: Int { DoctorLayout(size: size)?.page ?? 1 }
}

/// Where the list stands and what explains the selected finding.
struct DoctorLayout: Hashable, Sendable {
    var screen: ScreenLayout
    /// Headings and findings.
    var list: Rect
    /// Advice; separated from the list by a row where there is room.
    var advice: Rect

    init?(size: Size) {
        guard let screen = ScreenLayout(size: size) else { return nil }
        self.screen = screen
        let inside = screen.frame.inside(screen.body)
        let wanted = inside.width >= 100 ? 7 : 8
        let (list, rest) = inside.splitTop(max(3, inside.height - min(wanted, inside.height / 2)))
        self.list = list
        advice = rest
    }

    /// Rows of findings.
    var page: Int { max(1, list.height - 1) }
}

extension Canvas {
    mutating func drawDoctor(_ model: DashboardModel, screen: ScreenLayout) {
        guard let layout = DoctorLayout(size: surface.size) else { return }
        let diagnosis = model.doctor.diagnosis
        let frame = Frame(
            style: screen.frame, number: nil, title: "Doctor",
            subtitle: screen.body.width >= 100 ? "what is wrong with the data" : "",
            figures: diagnosis.map { doctorFigures($0, first: model.doctor.firstRow, page: layout.page) } ?? [],
            isFocused: true)
        let inside = draw(frame, in: screen.body)
        guard let diagnosis else { return drawEmpty("Looking at the data.", in: inside) }
        guard !diagnosis.findings.isEmpty else { return drawHealthy(diagnosis, model: model, in: inside) }
        draw(findingTable(diagnosis, model: model, height: layout.page), in: layout.list)
        if let finding = model.selectedFinding { drawAdvice(finding, in: layout.advice) }
    }

    /// `1 error  2 warnings  1 note`, and which findings are seen where not all are.
    private func doctorFigures(_ diagnosis: Diagnosis, first: Int, page: Int) -> [Segment] {
        var segments = Severity.allCases.reversed().enumerated().compactMap { place, severity -> Segment? in
            let count = diagnosis.count(severity)
            return count == 0 ? nil : Segment(counted(count, severity.name), severity.role, priority: place)
        }
        if diagnosis.overflow > 0 {
            segments.append(Segment("\(groupedCount(diagnosis.overflow)) more not listed", .dim, priority: 4))
        }
        let count = diagnosis.findings.count
        if count > page {
            segments.append(Segment("\(first + 1)-\(min(count, first + page)) of \(count)", .dim, priority: 3))
        }
        return segments
    }

    private func findingTable(_ diagnosis: Diagnosis, model: DashboardModel, height: Int) -> Table {
        let findings = diagnosis.findings
        return Table(
            columns: [
                Column.figure("", 1, priority: 0), .text("Finding", 28, upTo: 400, priority: 0),
                .text("Sender", 10, upTo: 22, priority: 4), .figure("Count", 5, priority: 3),
                .figure("Last", 4, priority: 1),
            ],
            firstRow: model.doctor.firstRow, count: findings.count, height: height,
            selected: model.doctor.row(in: findings), isFocused: true
        ) { row in
            findings.at(row).map { finding in
                [
                    TableCell(finding.severity.mark(glyphs), finding.severity.role), TableCell(finding.sentence),
                    TableCell(finding.id.emitter.text, .agent), .count(finding.count),
                    TableCell(shortAge(seconds: model.now.seconds(since: finding.last)), .dim),
                ]
            }
        }
    }

    /// The whole sentence, what to do, and when and where it was seen.
    private mutating func drawAdvice(_ finding: Finding, in rect: Rect) {
        let (rule, rest) = rect.splitTop(rect.height >= 5 ? 1 : 0)
        fill(rule, .border, with: glyphs.horizontal)
        let room = rest.inset(left: 1, right: 1)
        var lines = wrapped(finding.sentence + ".", width: room.width, limit: 3).lines.map { Line($0, .title) }
        lines += wrapped(finding.id.ailment.advice, width: room.width, limit: 4).lines.map { Line($0) }
        var seen = Line("Seen ", .dim)
        seen.add(finding.times)
        if !finding.example.text.isEmpty { seen.add("  \(finding.example.text)", .dim) }
        lines.append(seen)
        if let trace = finding.example.trace { lines.append(Line("Trace \(trace)", .dim)) }
        for (row, line) in lines.prefix(room.height).enumerated() {
            put(line, in: Rect(x: room.x, y: room.y + row, width: room.width, height: 1))
        }
    }
}

extension Severity {
    var name: String {
        switch self {
        case .error: "error"
        case .warning: "warning"
        case .note: "note"
        }
    }

    /// A shape of its own for each, so that colour is not needed.
    func mark(_ glyphs: Glyphs) -> String {
        switch self {
        case .error: glyphs.failedMark
        case .warning: "!"
        case .note: "i"
        }
    }

    var role: ThemeRole {
        switch self {
        case .error: .error
        case .warning: .warn
        case .note: .dim
        }
    }
}
