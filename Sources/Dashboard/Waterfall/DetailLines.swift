// A span's detail as lines: who and when, what matters most, then all the rest.

import Screen
import Telemetry

/// The lines of a detail. Their number depends on neither `now` nor `glyphs`.
func detailLines(_ detail: SpanDetail, width: Int, now: Timestamp, glyphs: Glyphs) -> [DetailLine] {
    let writer = DetailWriter(detail: detail, width: max(1, width), now: now, glyphs: glyphs)
    return writer.identity + writer.notes + writer.attributes + writer.events + writer.logs + writer.links
        + writer.resource + writer.scope
}

private struct DetailWriter {
    let detail: SpanDetail
    let width: Int
    let now: Timestamp
    let glyphs: Glyphs

    // MARK: Who and when

    var identity: [DetailLine] {
        let rows = identityRows
        let table = DetailTable(keys: rows.map(\.key), width: width, indent: 1, glyphs: glyphs)
        return [head] + rows.flatMap { table.lines($0.key, $0.value, role: $0.role) }
    }

    private var head: DetailLine {
        DetailLine(pieces: [
            .init(text: " " + detail.role.letter(glyphs) + " ", role: detail.role.themeRole, isBold: true),
            .init(text: detail.name.isEmpty ? "(no name)" : detail.name, role: .title, isBold: true),
        ])
    }

    private var identityRows: [(key: String, value: String, role: ThemeRole)] {
        var rows: [(key: String, value: String, role: ThemeRole)] = [status, ("duration", duration, .foreground)]
        if let firstToken = detail.timeToFirstTokenMs {
            rows.append(("first token", "after \(durationText(ms: firstToken))", .foreground))
        }
        if detail.start.isSet { rows.append(("start", utcText(detail.start), .foreground)) }
        if let kind { rows.append(("kind", kind, .foreground)) }
        if let agent = detail.agent {
            let text = agent.name.isEmpty || agent.name == agent.id ? agent.id : "\(agent.name) (\(agent.id))"
            rows.append(("agent", text, .foreground))
        }
        if let task = detail.taskID { rows.append(("task", task, .foreground)) }
        if let session = detail.sessionID { rows.append(("session", session, .foreground)) }
        rows.append(("trace", detail.traceID.description, .dim))
        rows.append(("span", detail.spanID.description, .dim))
        if !detail.parentID.isZero { rows.append(("parent", detail.parentID.description, .dim)) }
        return rows
    }

    private var isOpen: Bool { detail.state == .placeholder || !detail.end.isSet }

    private var status: (key: String, value: String, role: ThemeRole) {
        let message = detail.statusMessage.isEmpty ? "" : ": \(detail.statusMessage)"
        if detail.state == .placeholder {
            return ("status", "\(glyphs.runningMark) running, not yet received; known by its children", .running)
        }
        switch detail.status {
        case .error: return ("status", "\(glyphs.failedMark) error\(message)", .error)
        case .ok: return ("status", "\(glyphs.okMark) ok\(message)", .ok)
        case .unset: return ("status", isOpen ? "\(glyphs.runningMark) running" : "unset\(message)", .foreground)
        }
    }

    private var duration: String {
        let end = isOpen ? now : detail.end
        return detail.start.isSet ? durationText(ms: Double(end.since(detail.start)) / 1e6) : glyphs.noFigure
    }

    private var kind: String? {
        switch detail.kind {
        case .unspecified: nil
        case .internal: "internal"
        case .server: "server"
        case .client: "client"
        case .producer: "producer"
        case .consumer: "consumer"
        }
    }

    var notes: [DetailLine] {
        detail.notes.flatMap { note in
            wrapped(note, width: width - 2, limit: DetailTable.lineLimit).lines.map { DetailLine(" " + $0, .dim) }
        }
    }

    // MARK: Sections

    var attributes: [DetailLine] {
        section("Attributes", count: detail.attributes.count, dropped: detail.droppedAttributes)
            + table(detail.attributes, indent: 1)
    }

    var events: [DetailLine] {
        section("Events", count: detail.events.count, dropped: detail.droppedEvents)
            + detail.events.flatMap { event in
                let offset = (event.offsetMs < 0 ? "-" : "+") + durationText(ms: event.offsetMs.magnitude)
                let head = DetailLine(pieces: [
                    .init(text: " " + padded(offset, to: 8), role: .dim),
                    .init(text: " " + event.name, role: .foreground),
                ])
                return [head] + table(event.attributes, indent: 10)
            }
    }

    var logs: [DetailLine] {
        section(detail.logs.count < 50 ? "Logs" : "Last logs", count: detail.logs.count, dropped: 0)
            + detail.logs.flatMap { log in
                let offset = log.offsetMs.map { ($0 < 0 ? "-" : "+") + durationText(ms: $0.magnitude) } ?? ""
                let look = log.level.look(glyphs)
                let text = [log.event, log.line].filter { !$0.isEmpty }.joined(separator: " ")
                let lines = wrapped(text, width: width - 16, limit: 4).lines
                return lines.enumerated().map { number, line in
                    let lead = number == 0 ? padded(offset, to: 8) : String(repeating: " ", count: 8)
                    return DetailLine(pieces: [
                        .init(text: " " + lead + " ", role: .dim),
                        .init(text: padded(number == 0 ? look.text : "", to: 5) + " ", role: look.role),
                        .init(text: line, role: log.level.textRole),
                    ])
                }
            }
    }

    var links: [DetailLine] {
        section("Links", count: detail.links.count, dropped: detail.droppedLinks)
            + detail.links.flatMap { link in
                let table = DetailTable(keys: ["trace"], width: width, indent: 1, glyphs: glyphs)
                let state = link.isRetained ? "retained" : "not retained"
                return table.lines("trace", link.traceID.description)
                    + table.lines("span", "\(link.spanID), \(state)", role: link.isRetained ? .foreground : .dim)
                    + self.table(link.attributes, indent: 3)
            }
    }

    var resource: [DetailLine] {
        section("Resource", count: detail.resource.count, dropped: 0) + table(detail.resource, indent: 1)
    }

    var scope: [DetailLine] {
        guard !detail.scopeName.isEmpty || !detail.scopeVersion.isEmpty else { return [] }
        let table = DetailTable(keys: ["version"], width: width, indent: 1, glyphs: glyphs)
        return section("Scope", count: nil, dropped: 0)
            + (detail.scopeName.isEmpty ? [] : table.lines("name", detail.scopeName))
            + (detail.scopeVersion.isEmpty ? [] : table.lines("version", detail.scopeVersion))
    }

    /// A blank line and a heading; nothing for a section without anything in it.
    private func section(_ title: String, count: Int?, dropped: Int) -> [DetailLine] {
        if count == 0 && dropped == 0 { return [] }
        var pieces: [DetailLine.Piece] = [.init(text: " " + title, role: .title, isBold: true)]
        if let count { pieces.append(.init(text: " \(count)", role: .dim)) }
        if dropped > 0 { pieces.append(.init(text: ", \(dropped) more dropped by the sender", role: .warn)) }
        return [.blank, DetailLine(pieces: pieces)]
    }

    private func table(_ attributes: [AttributeText], indent: Int) -> [DetailLine] {
        DetailTable.lines(of: attributes, width: width, indent: indent, glyphs: glyphs)
    }
}

/// A moment as `2026-03-01 12:00:00.250 UTC`.
func utcText(_ moment: Timestamp) -> String {
    let seconds = moment.nanoseconds / 1_000_000_000
    let (year, month, day) = civilDate(daysSinceEpoch: Int(seconds / 86_400))
    let second = Int(seconds % 86_400)
    let milliseconds = Int(moment.nanoseconds % 1_000_000_000 / 1_000_000)
    return "\(year)-\(digits(month, 2))-\(digits(day, 2)) "
        + "\(digits(second / 3_600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2))"
        + ".\(digits(milliseconds, 3)) UTC"
}

/// The date of a day, after Howard Hinnant's days-from-civil algorithms: a year that begins in March has its odd day last.
private func civilDate(daysSinceEpoch days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let (era, dayOfEra) = (shifted / 146_097, shifted % 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
}

private func digits(_ number: Int, _ count: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, count - text.count)) + text
}
