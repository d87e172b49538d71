import Telemetry

// What a prompt for an attribute can be completed to: the short names, and those that have been seen.
extension DashboardModel {
    /// The names that go on from what is typed, then those that it occurs in; none once a value is being typed.
    var completions: [String] {
        guard case .search(let prompt) = overlay, prompt.target.isOfAttributes, !prompt.text.contains("=") else {
            return []
        }
        let short = AttributeFilter.shortNames
        let names = short + (overview?.attributeNames ?? []).filter { !short.contains($0) }
        let wanted = prompt.text.lowercased()
        let going = names.filter { $0.lowercased().hasPrefix(wanted) && $0 != prompt.text }
        let inside = names.filter { !$0.lowercased().hasPrefix(wanted) && $0.lowercased().contains(wanted) }
        return going + inside
    }

    /// Takes the first of the completions; a filter then wants a value.
    mutating func complete() {
        guard case .search(var prompt) = overlay, let name = completions.first else { return }
        prompt.text = prompt.target == .filter ? name + "=" : name
        overlay = .search(prompt)
    }
}
