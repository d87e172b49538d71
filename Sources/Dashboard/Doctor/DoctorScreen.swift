import Screen
package import Telemetry

/// The doctor's screen: what is wrong with the incoming data, and what to do about the selected finding.
package struct DoctorScreenState: Hashable, Sendable {
    package var diagnosis: Diagnosis?
    /// The selected finding; nil for the top row.
    package var selected: FindingID?
    /// The first finding that is seen.
    package var firstRow = 0

    /// The selected row.
    func row(in findings: [Finding]) -> Int { findings.firstIndex { $0.id == selected } ?? 0 }

    mutating func move(_ motion: Motion, in list: FindingList) {
        guard let findings = diagnosis?.findings, !findings.isEmpty else { return }
        let seen = list.seen(of: findings, from: firstRow).count
        let target = motion.target(from: row(in: findings), count: findings.count, page: seen)
        selected = target == 0 ? nil : findings[target].id
        firstRow = list.first(toShow: target, of: findings, from: firstRow)
    }

    /// Keeps the selection on its finding; one that is gone gives it back to the top row.
    mutating func receive(_ diagnosis: Diagnosis, in list: FindingList) {
        self.diagnosis = diagnosis
        if !diagnosis.findings.contains(where: { $0.id == selected }) { selected = nil }
        firstRow = list.first(toShow: row(in: diagnosis.findings), of: diagnosis.findings, from: firstRow)
    }
}

/// The list of findings, whose sentences take several lines where they are long.
struct FindingList: Hashable, Sendable {
    /// Lines of a sentence that are seen at the most; all of it is seen below the list.
    static let lineLimit = 4
    /// Columns for sentences, and lines for the list without its heading.
    var width: Int
    var height: Int

    func lines(of finding: Finding) -> [String] {
        wrapped(finding.sentence, width: width, limit: Self.lineLimit).lines
    }

    /// Is the sentence seen to its end?
    func isWhole(_ finding: Finding) -> Bool {
        wrapped(finding.sentence, width: width, limit: Self.lineLimit).restBytes == 0
    }

    /// The findings that are seen from one on; at least that one.
    func seen(of findings: [Finding], from first: Int) -> Range<Int> {
        let first = max(0, min(first, findings.count - 1))
        var (end, left) = (first, height)
        while end < findings.count {
            left -= lines(of: findings[end]).count
            if left < 0 && end > first { break }
            end += 1
        }
        return first..<max(first, end)
    }

    /// The first finding of a view that shows another one, moved as little as needed, and without blank lines below
    /// while there are findings above.
    func first(toShow row: Int, of findings: [Finding], from first: Int) -> Int {
        guard !findings.isEmpty else { return 0 }
        let lowest = top(endingAt: min(row, findings.count - 1), of: findings)
        return min(max(first, lowest), row, top(endingAt: findings.count - 1, of: findings))
    }

    /// The first finding of a view whose last one is given.
    private func top(endingAt last: Int, of findings: [Finding]) -> Int {
        var (first, left) = (last, height - lines(of: findings[last]).count)
        while first > 0 {
            left -= lines(of: findings[first - 1]).count
            if left < 0 { break }
            first -= 1
        }
        return first
    }
}

extension DashboardModel {
    mutating func receive(_ diagnosis: Diagnosis) { doctor.receive(diagnosis, in: findingList) }

    mutating func moveInDoctor(_ motion: Motion) { doctor.move(motion, in: findingList) }

    /// Opens the trace that shows the selected finding, if there is one.
    mutating func openInDoctor() {
        guard let finding = selectedFinding else { return }
        if let trace = finding.example.trace { drill(into: trace) } else { notice = "No trace shows this." }
    }

    var selectedFinding: Finding? {
        let findings = doctor.diagnosis?.findings ?? []
        return findings.at(doctor.row(in: findings))
    }

    /// The list as the screen has room for it.
    var findingList: FindingList {
        DoctorLayout(size: size)?.findings ?? FindingList(width: 1, height: 1)
    }
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

    /// The list's columns: sign, sentence, sender, count, age.
    static let columns = [
        Column.figure("", 1, priority: 0), .text("Finding", 24, upTo: 400, priority: 0),
        .text("Sender", 10, upTo: 22, priority: 4), .figure("Count", 5, priority: 3), .figure("Last", 4, priority: 1),
    ]

    /// Where the columns stand that there is room for.
    var places: [ColumnPlace] { place(Self.columns, width: list.width - 2, gap: list.width >= 90 ? 2 : 1) }

    var findings: FindingList {
        FindingList(width: max(1, places.first { $0.index == 1 }?.width ?? 1), height: max(1, list.height - 1))
    }
}

extension Canvas {
    mutating func drawDoctor(_ model: DashboardModel, screen: ScreenLayout) {
        guard let layout = DoctorLayout(size: surface.size) else { return }
        let diagnosis = model.doctor.diagnosis
        let frame = Frame(
            style: screen.frame, number: nil, title: "Doctor",
            subtitle: screen.body.width >= 100 ? "what is wrong with the data" : "",
            figures: diagnosis.map { diagnosis in
                let seen = layout.findings.seen(of: diagnosis.findings, from: model.doctor.firstRow)
                return doctorFigures(diagnosis, seen: seen)
            } ?? [],
            isFocused: true)
        let inside = draw(frame, in: screen.body)
        guard let diagnosis else { return drawEmpty("Looking at the data.", in: inside) }
        guard !diagnosis.findings.isEmpty else { return drawHealthy(diagnosis, model: model, in: inside) }
        drawFindings(diagnosis.findings, model: model, layout: layout)
        if let finding = model.selectedFinding {
            drawAdvice(finding, isWhole: layout.findings.isWhole(finding), in: layout.advice)
        }
    }

    /// `1 error  2 warnings  1 note`, and which findings are seen where not all are.
    private func doctorFigures(_ diagnosis: Diagnosis, seen: Range<Int>) -> [Segment] {
        var segments = Severity.allCases.reversed().enumerated().compactMap { place, severity -> Segment? in
            let count = diagnosis.count(severity)
            return count == 0 ? nil : Segment(counted(count, severity.name), severity.role, priority: place)
        }
        if diagnosis.overflow > 0 {
            segments.append(Segment("\(grouped(diagnosis.overflow)) more not listed", .dim, priority: 4))
        }
        let count = diagnosis.findings.count
        if count > seen.count {
            segments.append(Segment("\(seen.lowerBound + 1)-\(seen.upperBound) of \(count)", .dim, priority: 3))
        }
        return segments
    }

    /// The heading, and as many findings as there is room for, each as high as its sentence.
    private mutating func drawFindings(_ findings: [Finding], model: DashboardModel, layout: DoctorLayout) {
        let (heading, body) = layout.list.splitTop(1)
        draw(
            DoctorLayout.columns.map { TableCell($0.title, .dim) }, of: DoctorLayout.columns, at: layout.places,
            in: heading)
        var y = body.y
        for row in layout.findings.seen(of: findings, from: model.doctor.firstRow) {
            let lines = layout.findings.lines(of: findings[row]).prefix(body.bottom - y)
            let isWhole = layout.findings.isWhole(findings[row])
            for (number, text) in lines.enumerated() {
                let isCut = number == lines.count - 1 && !isWhole
                let sentence = isCut ? fitted(text + glyphs.ellipsis, to: layout.findings.width) : text
                let rowCells =
                    number == 0
                    ? cells(of: findings[row], sentence, now: model.now) : [TableCell(""), TableCell(sentence)]
                let place = Rect(x: body.x, y: y + number, width: body.width, height: 1)
                draw(rowCells, of: DoctorLayout.columns, at: layout.places, in: place)
                if row == model.doctor.row(in: findings) { select(place, isFocused: true) }
            }
            y += lines.count
        }
    }

    private func cells(of finding: Finding, _ sentence: String, now: Timestamp) -> [TableCell] {
        [
            TableCell(finding.severity.mark(glyphs), finding.severity.role), TableCell(sentence),
            TableCell(finding.sender, .agent), .count(finding.count),
            TableCell(shortAge(seconds: now.seconds(since: finding.last)), .dim),
        ]
    }

    /// What to do, and when, whose and where it was seen; first the whole sentence where the list has no room for it.
    private mutating func drawAdvice(_ finding: Finding, isWhole: Bool, in rect: Rect) {
        let (rule, rest) = rect.splitTop(rect.height >= 5 ? 1 : 0)
        fill(rule, .border, with: glyphs.horizontal)
        let room = rest.inset(left: 1, right: 1)
        func lines(_ text: String, _ role: ThemeRole) -> [Line] {
            wrapped(text, width: room.width, limit: max(1, room.height)).lines.map { Line($0, role) }
        }
        let sentence = isWhole ? [] : lines(finding.sentence + ".", .title)
        let advice = lines(finding.id.ailment.advice, .foreground)
        var seen = lines("Seen \(finding.times)", .dim)
        if !finding.sender.isEmpty { seen += lines("From \(finding.sender)", .dim) }
        if !finding.example.text.isEmpty { seen += lines("First case: \(finding.example.text)", .dim) }
        if let trace = finding.example.trace { seen.append(Line("Trace \(trace)", .dim)) }
        // What to do about it goes before when it was seen.
        for (row, line) in (sentence + advice + seen).prefix(room.height).enumerated() {
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
