import NIOHTTP1

/// A request whose answer is still owed: what of its head matters for the answer.
struct Exchange {
    let plan: Plan
    let version: HTTPVersion
    /// The Content-Length; 0 when there is none.
    let declaredLength: Int
    /// Whether the client waits for "100 Continue" before it sends the body.
    let awaitsContinue: Bool
    /// False for HEAD.
    let wantsBody: Bool
    /// How a refusal reads to this client.
    let form: RefusalForm
    /// Who sends, as the end of a sentence; empty where the request does not say it.
    let sender: String
    /// What a browser is told with every answer.
    let permissions: [Answer.Header]
    /// Whether the connection closes after the answer.
    var isLast: Bool

    init(_ head: HTTPRequestHead, _ service: Service) {
        plan = service.plan(head)
        permissions = service.gate.permissions(for: head)
        version = head.version.minor == 0 ? .http1_0 : .http1_1
        declaredLength = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
        awaitsContinue =
            version == .http1_1 && head.headers.first(name: "expect")?.lowercased() == "100-continue"
        wantsBody = head.method != .HEAD
        form = RefusalForm(head)
        sender = head.headers.first(name: "user-agent").map(Self.sender) ?? ""
        // An upgrade is not taken, but the decoder reads nothing behind the request that asks for it.
        let asksForAnother = head.headers.contains(name: "upgrade") || head.method == .CONNECT
        isLast = !head.isKeepAlive || asksForAnother
    }

    /// A client's name as text: visible ASCII only, and not much of it.
    static func sender(_ userAgent: String) -> String {
        let name = String(userAgent.unicodeScalars.prefix(64).map { (" "..."~").contains($0) ? Character($0) : "?" })
        return name.isEmpty ? "" : " (from \(name))"
    }

    /// The Connection header of the answer; nil where the version's default is meant.
    var persistence: String? {
        if isLast { return "close" }
        return version == .http1_0 ? "keep-alive" : nil
    }
}
