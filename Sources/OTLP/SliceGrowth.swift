import Telemetry

// A body of a few bytes a record may stand for records of a hundred: two bytes are an empty span. So what a batch takes is
// counted while it grows, and decoding stops where it takes more than it may.

/// How many bytes a batch may still take.
struct Room {
    let limit: Int
    private var left: Int
    /// The strings that were counted so far, and their bytes.
    private var strings: UInt32 = 1
    private var stringBytes = 0

    init(limit: Int) {
        self.limit = limit
        left = limit
    }

    /// Takes bytes of it; throws where there are not so many left.
    mutating func take(_ bytes: Int) throws(Fault) {
        guard bytes <= left else { throw Fault(offset: 0, reason: .batchTooLarge(limit: limit)) }
        left -= bytes
    }

    /// Gives bytes back.
    mutating func give(_ bytes: Int) { left += bytes }

    /// Gives back what an array took that is no longer needed.
    mutating func give<Element>(_ elements: borrowing [Element]) {
        give(elements.capacity * MemoryLayout<Element>.stride)
    }

    /// Was a string not there when strings were counted last?
    @inline(__always)
    func isNew(_ string: StringID) -> Bool { string.index >= strings }

    /// Counts what a table of strings grew by.
    mutating func take(_ table: borrowing StringTable) throws(Fault) {
        let bytes = table.byteCount
        strings = UInt32(table.count)
        if bytes != stringBytes { try take(bytes - stringBytes) }
        stringBytes = bytes
    }
}

/// Appends an element to an array that grows within a room.
@inline(__always)
func append<Element>(_ element: Element, to elements: inout [Element], in room: inout Room) throws(Fault) {
    if elements.count == elements.capacity { try grow(&elements, by: 1, in: &room) }
    elements.append(element)
}

/// Appends an element to the part of an array that belongs to one owner. The part is at the array's end, unless the
/// owner is continued after others have written (a message that occurs twice); it is moved there then.
@inline(__always)
func append<Element>(
    _ element: Element, to slice: inout Slice, of elements: inout [Element], in room: inout Room
) throws(Fault) {
    if Int(slice.start) + Int(slice.count) != elements.count { try moveToEnd(&slice, of: &elements, in: &room) }
    try append(element, to: &elements, in: &room)
    slice.count += 1
}

/// Appends all elements of one array to another, and says where they are.
func append<Element>(
    _ new: [Element], to elements: inout [Element], in room: inout Room
) throws(Fault) -> Slice {
    try grow(&elements, by: new.count, in: &room)
    defer { elements += new }
    return Slice(start: elements.count, count: new.count)
}

/// Makes a slice end where its array ends.
private func moveToEnd<Element>(
    _ slice: inout Slice, of elements: inout [Element], in room: inout Room
) throws(Fault) {
    let start = elements.count
    if !slice.isEmpty {
        try grow(&elements, by: Int(slice.count), in: &room)
        elements.append(contentsOf: elements[slice.range])
    }
    slice.start = UInt32(start)
}

/// Makes place for more elements. While an array grows, its old place is taken beside the new one.
private func grow<Element>(_ elements: inout [Element], by count: Int, in room: inout Room) throws(Fault) {
    let (before, needed) = (elements.capacity, elements.count + count)
    guard needed > before else { return }
    let capacity = max(needed, 2 * before, 8)
    let stride = MemoryLayout<Element>.stride
    try room.take(capacity * stride)
    elements.reserveCapacity(capacity)
    room.give(before * stride)
}
