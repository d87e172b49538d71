/// The web pages that may send and read, by their origins (RFC 6454): `https://app.example`, `http://localhost:3000`.
package struct AllowedOrigins: Hashable, Sendable {
    private var listed: Set<String> = []
    private var allowsAll = false

    /// None.
    package init() {}

    /// Nil when one of them is not an origin; `*` stands for all pages.
    package init?(_ origins: [String]) {
        for origin in origins {
            if origin == "*" {
                allowsAll = true
            } else if let origin = Self.normal(origin) {
                listed.insert(origin)
            } else {
                return nil
            }
        }
    }

    var isEmpty: Bool { listed.isEmpty && !allowsAll }

    /// What tells a browser that a page of this origin may read the answer; nil where it may not.
    func permission(for origin: String) -> String? {
        if allowsAll { return "*" }
        return Self.normal(origin).flatMap { listed.contains($0) ? origin : nil }
    }

    /// Scheme and host in lower case, without a slash behind; nil where something is missing or left over.
    private static func normal(_ origin: String) -> String? {
        var text = origin.lowercased()
        if text.hasSuffix("/") { text.removeLast() }
        guard let mark = text.firstRange(of: "://"), mark.lowerBound != text.startIndex else { return nil }
        let authority = text[mark.upperBound...]
        let isPlain = authority.utf8.allSatisfy { (0x21...0x7e).contains($0) && !"/?#@,\"\\".utf8.contains($0) }
        return authority.isEmpty || !isPlain ? nil : text
    }
}
