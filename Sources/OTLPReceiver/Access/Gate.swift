import NIOHTTP1

/// Decides by a request's headers whether it is heard at all, before anything else of it counts.
struct Gate: Sendable {
    let rules: AccessRules
    let machine: Machine

    /// Why the request is not heard; nil when it is.
    func refusal(of head: HTTPRequestHead) -> Refusal? {
        originRefusal(of: head.headers) ?? rules.token?.refusal(of: head.headers["authorization"])
    }

    /// Browsers name the page that asks. A page may ask where it comes from, or where it was allowed to.
    private func originRefusal(of headers: HTTPHeaders) -> Refusal? {
        guard let origin = headers.first(name: "origin") else { return nil }
        if headers["origin"].count == 1, rules.origins.permission(for: origin) != nil || isOwn(origin, headers) {
            return nil
        }
        return Refusal(
            .forbidden, "web pages of \(quoted(origin)) may not send or read here: --cors-origin allows it")
    }

    /// A page whose name was rebound to this machine comes from where it asks too, but by that name.
    private func isOwn(_ origin: String, _ headers: HTTPHeaders) -> Bool {
        guard let host = headers.first(name: "host"), machine.isNamed(by: host) else { return false }
        return origin == "http://\(host)" || origin == "https://\(host)"
    }

    // MARK: What browsers ask for and look at (the Fetch standard, "CORS protocol")

    /// The answer to a browser that asks whether a page may make a request; nil for any other request.
    func preflight(_ head: HTTPRequestHead) -> Answer? {
        guard head.method == .OPTIONS, let origin = head.headers.first(name: "origin"),
            head.headers.contains(name: "access-control-request-method"),
            rules.origins.permission(for: origin) != nil
        else { return nil }
        var answer = Answer(status: .noContent, contentType: "", body: [])
        let methods = Target(path: head.uri.prefix { $0 != "?" }).methods
        answer = answer.with("Access-Control-Allow-Methods", methods)
        answer = answer.with("Access-Control-Allow-Headers", "authorization, content-type, content-encoding, *")
        return answer.with("Access-Control-Max-Age", "86400")
    }

    /// The headers of every answer to a request, refusals too, so that the page sees why.
    func permissions(for head: HTTPRequestHead) -> [Answer.Header] {
        guard !rules.origins.isEmpty else { return [] }
        let vary = Answer.Header(name: "Vary", value: "Origin")
        guard let origin = head.headers.first(name: "origin"), let permission = rules.origins.permission(for: origin)
        else { return [vary] }
        return [
            vary, Answer.Header(name: "Access-Control-Allow-Origin", value: permission),
            Answer.Header(name: "Access-Control-Expose-Headers", value: "Retry-After"),
        ]
    }
}
