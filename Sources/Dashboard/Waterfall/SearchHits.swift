// Where a searched text stands in another, whatever the case of both.

import Screen

/// The parts of a text that a search finds, as columns from its start. Hits don't overlap.
func searchHits(of search: String, in text: String) -> [(column: Int, width: Int)] {
    let wanted = search.map { $0.lowercased() }
    let characters = Array(text)
    guard !wanted.isEmpty, wanted.count <= characters.count else { return [] }
    let folded = characters.map { $0.lowercased() }
    var hits: [(column: Int, width: Int)] = []
    var index = 0
    while index + wanted.count <= folded.count {
        if folded[index..<index + wanted.count].elementsEqual(wanted) {
            hits.append(
                (
                    columns(of: String(characters[..<index])),
                    columns(of: String(characters[index..<index + wanted.count]))
                ))
            index += wanted.count
        } else {
            index += 1
        }
    }
    return hits
}
