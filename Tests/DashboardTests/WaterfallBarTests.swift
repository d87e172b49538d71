import Telemetry
import Testing

@testable import Dashboard
@testable import Screen

@Suite struct WaterfallBarTests {
    /// A bar's cells on its columns; a reversed cell is followed by `'`.
    private func drawn(_ from: Int, _ to: Int, columns: Int, glyphs: Glyphs = .unicode) -> String {
        let bar = Bar(from: from, to: to, columns: columns, glyphs: glyphs)
        let cells = bar.cells.map { String($0.glyph) + ($0.isReversed ? "'" : "") }
        return String(repeating: " ", count: bar.column) + cells.joined()
    }

    @Test func `A bar from 12.5 % to 37.5 % of 40 columns is ten full cells`() {
        let axis = TimeAxis(start: at(0), end: at(800), columns: 40)
        #expect(drawn(axis.eighth(at: at(100)), axis.eighth(at: at(300)), columns: 40) == "     ██████████")
    }

    @Test(arguments: [
        // From and to in eighths of a cell; the left edge is what is left free, reversed.
        (0, 32, "████"),
        (0, 31, "███▉"),
        (0, 25, "███▏"),
        (1, 32, "▏'███"),
        (3, 32, "▍'███"),
        (7, 32, "▉'███"),
        (12, 21, " ▌'▋"),
        (15, 17, " ▉'▏"),
        // Both ends in one cell.
        (8, 11, " ▍"),
        (11, 16, " ▍'"),
        (9, 10, " ▏"),
        (11, 13, " │"),
        (14, 15, " ▕"),
        (9, 14, " ▌"),
        (10, 15, " ▐"),
        // However short, at least one mark, at the end of the axis too.
        (8, 8, " ▏"),
        (32, 32, "   ▉'"),
        (20, 4, "  │"),
    ])
    func `A bar's ends are at eighths of a cell`(from: Int, to: Int, glyphs: String) {
        #expect(drawn(from, to, columns: 4) == glyphs)
    }

    @Test(arguments: [(0, 32, "===="), (3, 32, "===="), (8, 12, " ="), (9, 10, " |"), (32, 32, "   |")])
    func `In ASCII a bar has whole cells in the same columns`(from: Int, to: Int, glyphs: String) {
        #expect(drawn(from, to, columns: 4, glyphs: .ascii) == glyphs)
    }

    @Test func `An open bar is shaded, with a tip while it grows`() {
        func cells(_ isGrowing: Bool, _ glyphs: Glyphs) -> String {
            let bar = Bar(openFrom: 3, to: 30, isGrowing: isGrowing, columns: 4, glyphs: glyphs)
            return bar.cells.map { String($0.glyph) }.joined()
        }
        #expect(cells(true, .unicode) == "░░░▶")
        #expect(cells(false, .unicode) == "░░░░")
        #expect(cells(true, .ascii) == "~~~>")
    }

    @Test func `A span that ends when the next one starts ends where that one starts`() {
        let axis = TimeAxis(start: at(0), end: at(997), columns: 33)
        var random = SplitMix(seed: 3)
        for _ in 0..<2_000 {
            let moments = (0..<3).map { _ in Double(random.below(998_000)) / 1_000 }.sorted().map(at)
            let edges = moments.map(axis.eighth)
            #expect(edges == edges.sorted() && edges[0] >= 0 && edges[2] <= 33 * 8)
        }
        #expect(axis.eighth(at: at(997)) == 33 * 8)
        #expect(axis.eighth(at: at(5_000)) == 33 * 8)
        #expect(axis.eighth(at: .unset) == 0)
    }

    @Test(arguments: [0, 1, 2, 7, 80]) func `No bar leaves its axis`(columns: Int) {
        var random = SplitMix(seed: UInt64(columns))
        for _ in 0..<2_000 {
            let bar = Bar(
                from: random.below(900) - 100, to: random.below(900) - 100, columns: columns, glyphs: .unicode)
            #expect(bar.cells.isEmpty == (columns == 0))
            #expect(bar.column >= 0 && bar.column + bar.cells.count <= columns)
        }
    }

    // MARK: Ruler

    private func ruler(_ length: Timestamp, columns: Int, glyphs: Glyphs = .unicode) -> String {
        let axis = TimeAxis(start: .unset, end: length, columns: columns)
        var surface = Surface(size: Size(width: columns, height: 1))
        for label in axis.rulerLabels(glyphs: glyphs) { surface.put(label.text, x: label.column, y: 0, style: .plain) }
        return surface.text()
    }

    @Test(arguments: [
        (
            60, 4000,
            "0              1s             2s             3s"
        ),
        (
            80, 4000,
            "0         500ms     1.0s      1.5s      2.0s      2.5s      3.0s      3.5s"
        ),
        (
            60, 730,
            "0       100ms   200ms   300ms   400ms    500ms   600ms"
        ),
        (
            120, 65000,
            "0                 10s               20s                30s               40s                50s               1m00s"
        ),
        (
            200, 3600000,
            "0                                10m                              20m                               30m                              40m                              50m"
        ),
        (
            60, 5000000,
            "0             20m           40m            1h00m"
        ),
        (
            60, 175_000,
            "0         30s       1m00s     1m30s      2m00s     2m30s"
        ),
        (
            14, 4000,
            "0      2s"
        ),
        (
            4, 4000,
            "0"
        ),
        (40, 0.004, "0         1µs       2µs       3µs"),
        (40, 0, "0"),
        (40, 1e13, "0                50000d"),
    ])
    func `Labels are round and stand at the columns of their moments`(
        columns: Int, milliseconds: Double, labels: String
    ) {
        #expect(ruler(Timestamp(nanoseconds: UInt64(milliseconds * 1e6)), columns: columns) == labels)
    }

    @Test(arguments: [0, 1, 5, 14, 40, 60, 80, 120, 200])
    func `Labels of any axis are in order, apart and inside`(columns: Int) {
        var random = SplitMix(seed: UInt64(columns))
        for _ in 0..<500 {
            let length = random.next() >> UInt64(random.below(64))
            let axis = TimeAxis(start: .unset, end: Timestamp(nanoseconds: length), columns: columns)
            var free = 0
            for label in axis.rulerLabels(glyphs: .ascii) {
                #expect(label.column >= free && label.column + label.text.count <= columns)
                free = label.column + label.text.count + 2
            }
            #expect((free == 0) == (columns == 0))
        }
    }

    @Test(arguments: [
        (20, WaterfallColumns(tree: 20, tokens: 0, duration: 0, axis: 0)),
        (30, WaterfallColumns(tree: 23, tokens: 0, duration: 7, axis: 0)),
        (40, WaterfallColumns(tree: 18, tokens: 0, duration: 7, axis: 13)),
        (80, WaterfallColumns(tree: 32, tokens: 0, duration: 7, axis: 39)),
        (120, WaterfallColumns(tree: 48, tokens: 7, duration: 7, axis: 56)),
        (200, WaterfallColumns(tree: 60, tokens: 7, duration: 7, axis: 124)),
    ])
    func `The width is shared by tree, figures and axis`(width: Int, expected: WaterfallColumns) {
        #expect(WaterfallColumns(width: width) == expected)
    }

    @Test func `No width is given away or overdrawn`() {
        for width in -1...300 {
            let columns = WaterfallColumns(width: width)
            let gap = columns.axis > 0 ? WaterfallColumns.gap : 0
            #expect(columns.tree + columns.tokens + columns.duration + gap + columns.axis == max(0, width))
        }
    }
}
