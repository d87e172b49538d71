/// What is wrong with a file that a person wrote, and where.
package struct FileProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package var file: String
    /// From 1; 0 when it concerns the file as a whole.
    package var line: Int
    /// The key that it is about, if any.
    package var key: String?
    /// A part of a sentence, without the place.
    package var message: String

    package init(file: String, line: Int, key: String?, message: String) {
        self.file = file
        self.line = line
        self.key = key
        self.message = message
    }

    /// One line for a person: `nord.toml:12: titel: unknown role; did you mean "title"?`.
    package var description: String {
        let place = line > 0 ? "\(file):\(line)" : file
        return key.map { "\(place): \($0): \(message)" } ?? "\(place): \(message)"
    }
}

/// The known name that is most like a misspelt one; nil when none is close.
package func nearestName(to word: String, among names: [String]) -> String? {
    let candidates = names.map { (name: $0, distance: editDistance(word, $0)) }
    guard let best = candidates.min(by: { $0.distance < $1.distance }) else { return nil }
    return best.distance <= max(2, word.count / 3) ? best.name : nil
}

/// Insertions, deletions and replacements that turn one word into the other (Levenshtein).
private func editDistance(_ a: String, _ b: String) -> Int {
    // A key longer than any name is like none; the limit keeps the table small.
    let (a, b) = (Array(a.utf8.prefix(64)), Array(b.utf8.prefix(64)))
    var row = Array(0...b.count)
    for i in a.indices {
        var diagonal = row[0]
        row[0] = i + 1
        for j in b.indices {
            let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
        }
    }
    return row[b.count]
}
