import Screen
import Telemetry

// What is seen before anything has arrived: what was refused and why, and what has to be set for who sends.

extension Canvas {
    mutating func drawWelcome(_ model: DashboardModel, in body: Rect) {
        let width = body.width - 2
        let troubles =
            refusalLines(model, width: width, limit: max(2, body.height / 4)) + model.warnings.map { Line($0, .warn) }
        let gap = body.height < 12 ? [] : [Line()]
        var lines = [waitingLine(model, width: width)] + gap
        if !troubles.isEmpty { lines += troubles + gap }
        if let address = model.addresses.first {
            lines += settingLines(
                Sender.all(address: address, grpcPort: model.grpcPort), width: width,
                height: body.height - lines.count)
        }
        let height = min(lines.count, body.height)
        let block = min(width, lines.map(\.width).max() ?? 0)
        let left = body.x + (body.width - block) / 2
        let top = body.y + (body.height - height) * 2 / 5
        for (index, line) in lines.prefix(height).enumerated() {
            put(line, in: Rect(x: left, y: top + index, width: body.right - left, height: 1))
        }
    }

    /// The address is most important: the rest goes where there is no room for it.
    private func waitingLine(_ model: DashboardModel, width: Int) -> Line {
        let all = model.addresses.isEmpty ? "no address" : model.addresses.joined(separator: ", ")
        let first = model.addresses.first ?? "no address"
        let grpc = model.grpcPort.map { ", gRPC on :\($0)" } ?? ""
        let waiting = "\(glyphs.stalledMark) Waiting for telemetry on "
        let texts = [
            (waiting, all, grpc + "  OTLP over HTTP and gRPC, protobuf or JSON"), (waiting, all, grpc),
            (waiting, all, ""), ("Waiting on ", first, ""),
        ]
        let fitting = texts.first { columns(of: $0.0 + $0.1 + $0.2) <= width } ?? ("", first, "")
        var line = Line(fitting.0, .running)
        line.add(fitting.1, .title)
        line.add(fitting.2, .dim)
        return line
    }

    /// Why requests were refused: whoever sent them believes to be heard.
    private func refusalLines(_ model: DashboardModel, width: Int, limit: Int) -> [Line] {
        let refusals = model.overview?.health.refusals ?? []
        var lines: [Line] = []
        for finding in refusals where lines.count < limit {
            let age = shortAge(seconds: model.now.seconds(since: finding.last))
            let texts = wrapped("\(finding.sentence), \(age) ago", width: width - 2, limit: limit - lines.count).lines
            for (index, text) in texts.enumerated() {
                var line = Line(index == 0 ? "\(finding.severity.mark(glyphs)) " : "  ", .error)
                line.add(text, .error)
                lines.append(line)
            }
        }
        if refusals.count > 1, lines.count >= limit { lines.append(Line("D shows all.", .dim)) }
        return lines
    }

    // MARK: Settings

    /// The senders that there is room for; the others by name.
    private func settingLines(_ senders: [Sender], width: Int, height: Int) -> [Line] {
        guard width >= 76 else { return narrowSettingLines(senders, width: width) }
        var lines: [Line] = []
        for (place, sender) in senders.enumerated() {
            let isLast = place == senders.count - 1
            guard lines.count + sender.settings.count + (isLast ? 0 : 1) <= height else {
                let names = senders[place...].map(\.name).joined(separator: ", ")
                return lines + [Line("\(padded("", to: 17))A taller screen shows \(names).", .dim)]
            }
            lines += settingLines(sender, width: width)
        }
        return lines
    }

    private func settingLines(_ sender: Sender, width: Int) -> [Line] {
        sender.settings.enumerated().map { place, setting in
            var line = Line(padded(place == 0 ? sender.name : "", to: 17), .dim)
            add(setting, to: &line, width: width)
            return line
        }
    }

    /// A name and its value apart; the comment only where it fits.
    private func add(_ setting: SenderSetting, to line: inout Line, width: Int) {
        let (name, value) = setting.parts
        line.add(name, .foreground)
        line.add(value, .title)
        let gap = max(2, 48 - line.width)
        if !setting.comment.isEmpty && line.width + gap + columns(of: setting.comment) + 2 <= width {
            line.add(String(repeating: " ", count: gap) + "# " + setting.comment, .dim)
        }
    }

    /// For the shell, without names; a value that is too long gets a line of its own.
    private func narrowSettingLines(_ senders: [Sender], width: Int) -> [Line] {
        senders.prefix(2).flatMap(\.settings).flatMap { setting -> [Line] in
            let (name, value) = setting.parts
            var line = Line("export ", .dim)
            line.add(name, .foreground)
            if line.width + columns(of: value) > width {
                var rest = Line("  ")
                rest.add(value, .title)
                return [line, rest]
            }
            line.add(value, .title)
            let isRoomy = line.width + columns(of: setting.comment) + 4 <= width
            if isRoomy, !setting.comment.isEmpty { line.add("  # " + setting.comment, .dim) }
            return [line]
        }
    }
}

extension SenderSetting {
    /// What is set, and to what, where it is a single assignment; else all of it is the first.
    fileprivate var parts: (name: String, value: String) {
        guard !text.contains(" "), let sign = text.firstIndex(of: "=") else { return (text, "") }
        return (String(text[...sign]), String(text[text.index(after: sign)...]))
    }
}
