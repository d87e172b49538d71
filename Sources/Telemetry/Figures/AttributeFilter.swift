/// Limits what is shown to what has an attribute with a value.
package struct AttributeFilter: Hashable, Sendable {
    /// The key as it was written: an attribute's, or a short name for those that mean the same.
    package var key: String
    package var value: String

    /// From `key=value`; nil when either side is empty.
    package init?(_ text: String) {
        let trimmed = text.drop { $0 == " " }
        guard let sign = trimmed.firstIndex(of: "="), sign > trimmed.startIndex else { return nil }
        var value = trimmed[trimmed.index(after: sign)...]
        while value.last == " " { value.removeLast() }
        guard !value.isEmpty else { return nil }
        self.key = String(trimmed[..<sign])
        self.value = String(value)
    }

    package var text: String { "\(key)=\(value)" }

    /// The short names, as a prompt lists them.
    package static let shortNames = ["environment", "version", "service", "user", "tenant", "session"]

    /// The attributes that the key stands for.
    var keys: [String] { Self.keys(of: key) }

    /// The attributes that a key stands for: its own, and those that mean the same.
    static func keys(of key: String) -> [String] {
        // A short name may be an attribute's own.
        let meant = meantKeys(of: key)
        return meant.contains(key) ? meant : [key] + meant
    }

    private static func meantKeys(of key: String) -> [String] {
        switch key {
        case "environment", "deployment.environment", "deployment.environment.name": Concept.environment.keys
        case "version": Concept.serviceVersion.keys
        case "service": Concept.serviceName.keys
        case "user": PlaceKeys.user
        case "tenant": PlaceKeys.tenant
        case "session": Concept.sessionID.keys
        default: [key]
        }
    }
}

/// The attributes that say for whom an agent works.
enum PlaceKeys {
    static let user = ["custom.user_id", "user.id", "enduser.id", "user"]
    static let tenant = ["custom.tenant_id", "tenant.id", "tenant"]
}
