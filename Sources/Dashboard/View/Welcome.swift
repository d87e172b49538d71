import Screen
import Telemetry

// What is seen before anything has arrived: where to send spans, and how.

extension Canvas {
    mutating func drawWelcome(_ model: DashboardModel, in body: Rect) {
        let lines = welcomeLines(model, width: body.width - 2)
        let height = min(lines.count, body.height)
        let width = min(body.width - 2, lines.map(\.width).max() ?? 0)
        let left = body.x + (body.width - width) / 2
        let top = body.y + (body.height - height) * 2 / 5
        for (index, line) in lines.prefix(height).enumerated() {
            put(line, in: Rect(x: left, y: top + index, width: body.right - left, height: 1))
        }
    }

    /// The most important lines first: a low screen shows the upper ones.
    private func welcomeLines(_ model: DashboardModel, width: Int) -> [Line] {
        var waiting = Line("\(glyphs.stalledMark) ", .running)
        waiting.add("Waiting for telemetry on ", .foreground)
        waiting.add(model.addresses.isEmpty ? "no address" : model.addresses.joined(separator: ", "), .title)
        if waiting.width > width, let first = model.addresses.first {
            waiting = Line("Waiting on ", .foreground)
            waiting.add(first, .title)
        }
        var lines = [waiting, Line()]
        if let address = model.addresses.first {
            lines += setting("OTEL_EXPORTER_OTLP_ENDPOINT=", "http://" + address, width: width)
        }
        lines += setting("OTEL_EXPORTER_OTLP_PROTOCOL=", "http/protobuf", comment: "not gRPC", width: width)
        lines += setting("OTEL_BSP_SCHEDULE_DELAY=", "200", comment: "SDKs batch for seconds", width: width)
        lines += setting("OTEL_ENABLED=", "true", comment: "Looopy only", width: width)
        if let refused = model.overview?.ingest.requests.rejected, refused > 0 {
            lines += [Line(), Line("\(counted(refused, "request")) refused so far.", .error)]
        }
        if !model.warnings.isEmpty { lines += [Line()] + model.warnings.map { Line($0, .warn) } }
        return lines
    }

    /// A variable for the shell, on two lines where one is too short for it; the comment only where it fits.
    private func setting(_ variable: String, _ value: String, comment: String = "", width: Int) -> [Line] {
        var line = Line("export ", .dim)
        line.add(variable, .foreground)
        if line.width + columns(of: value) > width {
            var rest = Line("  ")
            rest.add(value, .title)
            return [line, rest]
        }
        line.add(value, .title)
        let gap = max(2, 40 - line.width)
        if !comment.isEmpty && line.width + gap + columns(of: comment) + 2 <= width {
            line.add(String(repeating: " ", count: gap) + "# " + comment, .dim)
        }
        return [line]
    }
}
