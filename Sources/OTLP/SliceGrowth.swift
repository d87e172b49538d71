import Telemetry

/// Appends an element to the part of an array that belongs to one owner. The part is at the array's end, unless the
/// owner is continued after others have written (a message that occurs twice); it is moved there then.
@inline(__always)
func append<Element>(_ element: Element, to slice: inout Slice, of elements: inout [Element]) {
    moveToEnd(&slice, of: &elements)
    elements.append(element)
    slice.count += 1
}

/// Makes a slice end where its array ends.
@inline(__always)
func moveToEnd<Element>(_ slice: inout Slice, of elements: inout [Element]) {
    if Int(slice.start) + Int(slice.count) == elements.count { return }
    let start = elements.count
    if !slice.isEmpty { elements.append(contentsOf: elements[slice.range]) }
    slice.start = UInt32(start)
}
