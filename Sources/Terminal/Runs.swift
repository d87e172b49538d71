import Screen

/// Neighbouring cells of one row, all in one style, that have to be drawn.
struct Run: Hashable, Sendable {
    var y: Int
    var columns: Range<Int>
    var style: Style
}

/// What has to be drawn to turn one surface into another; all of it if there was none, or one of another size.
/// A wide character is drawn whole.
func runs(from old: Surface?, to new: Surface) -> [Run] {
    let previous = old.flatMap { $0.size == new.size ? $0.cells : nil }
    // The same storage, or the same cells: nothing to look for.
    if let previous, previous == new.cells { return [] }
    var result: [Run] = []
    for y in 0..<new.size.height {
        appendRuns(ofRow: y, from: previous, to: new, into: &result)
    }
    return result
}

private func appendRuns(ofRow y: Int, from previous: [Cell]?, to new: Surface, into result: inout [Run]) {
    let width = new.size.width
    let row = y * width
    func isChanged(_ x: Int) -> Bool { previous.map { $0[row + x] != new.cells[row + x] } ?? true }
    var x = 0
    while x < width {
        guard isChanged(x) else {
            x += 1
            continue
        }
        let start = x > 0 && new.cells[row + x].width == 0 ? x - 1 : x
        let style = new.cells[row + start].style
        x += 1
        while x < width, new.cells[row + x].width == 0 || (isChanged(x) && new.cells[row + x].style == style) {
            x += 1
        }
        result.append(Run(y: y, columns: start..<x, style: style))
    }
}
