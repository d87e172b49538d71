import Screen
import Telemetry

/// A sign that screens use, and what it means.
struct LegendEntry: Hashable, Sendable {
    var sign: String
    var role: ThemeRole
    var meaning: String
}

/// Signs that belong together.
struct LegendGroup: Hashable, Sendable {
    var title: String
    var entries: [LegendEntry]
}

extension Glyphs {
    /// What every sign means, for the help. It is made from what panels draw with, so that it cannot be wrong about it.
    var legend: [LegendGroup] {
        [
            LegendGroup(title: "Tasks and traces", entries: stateEntries),
            LegendGroup(title: "Spans", entries: spanEntries),
            LegendGroup(title: "Bars and graphs", entries: graphEntries),
            LegendGroup(title: "Figures", entries: figureEntries),
        ]
    }

    private var stateEntries: [LegendEntry] {
        [
            LegendEntry(sign: runningMark, role: .running, meaning: "runs"),
            LegendEntry(sign: stalledMark, role: .warn, meaning: "runs, but silent for long"),
            LegendEntry(sign: okMark, role: .ok, meaning: "ended well"),
            LegendEntry(sign: failedMark, role: .error, meaning: "failed"),
            LegendEntry(sign: timedOutMark, role: .warn, meaning: "given up; a warning"),
            LegendEntry(sign: otherMark, role: .dim, meaning: "ended neither way"),
            LegendEntry(sign: called, role: .agent, meaning: "called by what is above it"),
        ]
    }

    private var spanEntries: [LegendEntry] {
        let roles: [(Telemetry.Role, String)] = [
            (.agent, "agent"), (.iteration, "iteration"), (.llm, "model call"), (.tool, "tool call"),
            (.other, "other span"),
        ]
        return roles.map { LegendEntry(sign: $0.letter(self), role: $0.themeRole, meaning: $1) } + [
            LegendEntry(sign: failedMark, role: .error, meaning: "failed itself"),
            LegendEntry(sign: errorBelowMark, role: .error, meaning: "one below it failed"),
            LegendEntry(sign: folded + "12", role: .keyHint, meaning: "so many folded away"),
        ]
    }

    private var graphEntries: [LegendEntry] {
        [
            LegendEntry(sign: pick("███", "==="), role: .llm, meaning: "from start to end, in its role's colour"),
            LegendEntry(sign: String(openBar) + String(openTip), role: .dim, meaning: "no end yet"),
            LegendEntry(sign: String(eventTick), role: .eventTick, meaning: "a span event"),
            LegendEntry(sign: String(zero), role: .dim, meaning: "nothing happened; blank: nothing known"),
        ]
    }

    private var figureEntries: [LegendEntry] {
        [
            LegendEntry(sign: estimate + "3.2s", role: .foreground, meaning: "estimated from a histogram's buckets"),
            LegendEntry(sign: noFigure, role: .dim, meaning: "nothing to tell"),
            LegendEntry(sign: "p95", role: .foreground, meaning: "95 of 100 took no longer"),
            LegendEntry(sign: "n", role: .foreground, meaning: "of so many"),
        ]
    }
}

extension LegendGroup {
    /// The group's lines, as many entries in each as there is room for.
    func lines(width: Int) -> [Line] {
        let indent = "  "
        var lines: [Line] = []
        var line = Line(indent + title, .dim)
        for entry in entries {
            let wanted = columns(of: entry.sign) + 1 + columns(of: entry.meaning)
            if line.width + 3 + wanted > width {
                lines.append(line)
                line = Line(indent)
            }
            line.add(line.width > indent.count ? "   " : "  ")
            line.add(entry.sign, entry.role)
            line.add(" " + entry.meaning)
        }
        return lines + [line]
    }
}
