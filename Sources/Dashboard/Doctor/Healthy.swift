import Screen
import Telemetry

// Nothing is wrong: what was looked at, by sender.

extension Canvas {
    mutating func drawHealthy(_ diagnosis: Diagnosis, model: DashboardModel, in rect: Rect) {
        let room = rect.inset(left: 1, top: rect.height >= 12 ? 1 : 0, right: 1)
        var verdict = Line()
        if diagnosis.emitters.isEmpty {
            verdict.add("\(glyphs.stalledMark) Nothing has arrived yet.", .running)
        } else {
            verdict.add("\(glyphs.okMark) ", .ok)
            verdict.add(room.width < 42 ? "Nothing is wrong so far." : "Nothing is wrong with the data so far.", .title)
        }
        put(verdict, in: room)
        guard !diagnosis.emitters.isEmpty else { return }
        let (_, below) = room.splitTop(1)
        put(checkedLine(diagnosis.ingest, width: room.width), in: below)
        draw(emitterTable(diagnosis, model: model, height: rect.height - 4), in: below.splitTop(2).rest.inset(left: -1))
    }

    private func checkedLine(_ ingest: IngestCounts, width: Int) -> Line {
        let counts = [
            (ingest.requests.accepted, "request", 0), (ingest.spans.accepted, "span", 1),
            (ingest.metricPoints.accepted, "point", 2), (ingest.logRecords.accepted, "record", 3),
        ]
        var segments = counts.map { count, noun, priority in
            Segment(Line(figure: grouped(count), count == 1 ? noun : noun + "s"), priority: priority)
        }
        segments.append(Segment("looked at", .dim, priority: 4))
        return Line(fitting: segments, width: width)
    }

    private func emitterTable(_ diagnosis: Diagnosis, model: DashboardModel, height: Int) -> Table {
        Table(
            columns: [
                Column.text("Sender", 12, upTo: 48, priority: 0), .figure("Requests", 8, priority: 4),
                .figure("Spans", 6, priority: 1), .figure("Points", 6, priority: 2),
                .figure("Records", 7, priority: 3), .figure("Last", 4, priority: 0),
            ], firstRow: 0, count: diagnosis.emitters.count, height: height
        ) { row in
            diagnosis.emitters.at(row).map { emitter in
                [
                    TableCell(emitter.name.text, .agent), .count(emitter.requests), .count(emitter.spans),
                    .count(emitter.points), .count(emitter.records),
                    TableCell(shortAge(seconds: model.now.seconds(since: emitter.lastArrival)), .dim),
                ]
            }
        }
    }
}
