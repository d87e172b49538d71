import Testing

@testable import OTLPReceiver

private func rules(token: String? = nil, origins: [String] = []) throws -> AccessRules {
    var rules = AccessRules()
    rules.token = token.flatMap { AccessToken($0) }
    rules.origins = try #require(AllowedOrigins(origins))
    return rules
}

private func wire(_ rules: AccessRules) throws -> Wire { try Wire(limits: ReceiverLimits(), access: rules) }

private let json = "Content-Type: application/json"

@Suite struct TokenTests {
    @Test(arguments: [
        ("POST", "/v1/traces", JSONBody.span), ("POST", "/v1/logs", JSONBody.record), ("POST", "/", JSONBody.span),
        ("GET", "/api/v1/report", ""), ("GET", "/healthz", ""), ("GET", "/nowhere", ""), ("DELETE", "/v1/traces", ""),
    ])
    func `every method and path asks for the token`(_ method: String, _ path: String, _ body: String) throws {
        let wire = try wire(rules(token: "s3cret"))
        let answer = try wire.send(request(method, path, [json], body: body))
        #expect(answer.hasPrefix("HTTP/1.1 401 Unauthorized\r\n"))
        #expect(answer.contains("WWW-Authenticate: Bearer\r\n"))
        #expect(answer.contains("a token is needed: send the header Authorization: Bearer TOKEN"))
        #expect(wire.recorder.seen.rejections.count == 1)
        #expect(wire.recorder.ingested == 0 && wire.recorder.seen.reports == [])
    }

    @Test func `with the token, everything is as without one`() throws {
        let wire = try wire(rules(token: "s3cret"))
        let headers = [json, "Authorization: Bearer s3cret"]
        #expect(try wire.send(request("POST", "/v1/traces", headers, body: JSONBody.span)).hasPrefix("HTTP/1.1 200 "))
        #expect(try wire.send(request("GET", "/api/v1/report", headers)).hasPrefix("HTTP/1.1 200 "))
        #expect(try wire.send(request("GET", "/nowhere", headers)).hasPrefix("HTTP/1.1 404 "))
    }

    @Test func `a refusal is a status in the encoding of the request, and never has the token`() throws {
        let wire = try wire(rules(token: "s3cret"))
        let wrong = "Authorization: Bearer gu3ss"
        let answer = try wire.send(request("POST", "/v1/traces", [json, wrong], body: JSONBody.span))
        #expect(answer.hasSuffix(#"{"code":16,"message":"the token is not the one that is asked for here"}"#))
        let protobuf = ["Content-Type: application/x-protobuf", wrong]
        let other = try wire.send(request("POST", "/v1/traces", protobuf, body: protobufSpan))
        #expect(other.contains("Content-Type: application/x-protobuf\r\n"))
        #expect(!"\(answer)\(other)\(wire.recorder.seen)".contains("gu3ss"))
        #expect(!"\(answer)\(other)\(wire.recorder.seen)\(wire.service.gate.rules)".contains("s3cret"))
    }

    @Test(arguments: [
        ("Bearer s3cret", true), ("bearer s3cret", true), ("Bearer   s3cret", true), ("Bearer s3cre", false),
        ("Bearer s3cret ", false), ("Bearer S3CRET", false), ("Bearer", false), ("Bearer ", false), ("s3cret", false),
        ("Basic s3cret", false), ("Bearer s3crets3cret", false), ("", false),
    ])
    func `the header is the scheme and the token`(_ value: String, _ isRight: Bool) throws {
        let token = try #require(AccessToken("s3cret"))
        #expect((token.refusal(of: [value]) == nil) == isRight)
    }

    @Test func `one header, not two, and not none`() throws {
        let token = try #require(AccessToken("s3cret"))
        #expect(token.refusal(of: []) == .noToken)
        #expect(token.refusal(of: ["Bearer s3cret", "Bearer s3cret"]) == .noToken)
        #expect(token.refusal(of: ["Bearer other"]) == .wrongToken)
    }

    @Test(arguments: ["", " ", "a b", "a\n", "é", "a\u{7f}", String(repeating: "x", count: 4_097)])
    func `what can't stand in a header is no token`(_ text: String) {
        #expect(AccessToken(text) == nil)
    }

    @Test(arguments: [
        ("", "", true), ("a", "a", true), ("ab", "ab", true), ("", "a", false), ("a", "", false), ("a", "b", false),
        ("a", "aa", false), ("aa", "a", false), ("abab", "ab", false), ("ab", "abab", false), ("abc", "abd", false),
    ])
    func `secrets are the same when all of their bytes are`(_ shown: String, _ secret: String, _ isSame: Bool) {
        #expect(isEqualInConstantTime(Array(shown.utf8), to: Array(secret.utf8)) == isSame)
    }
}

@Suite struct OriginTests {
    private let page = "Origin: https://app.example"
    private let preflight = [
        "Origin: https://app.example", "Access-Control-Request-Method: POST",
        "Access-Control-Request-Headers: content-type",
    ]

    @Test(arguments: [
        ("POST", "/v1/traces", JSONBody.span), ("GET", "/api/v1/report", ""), ("HEAD", "/api/v1/report", ""),
        ("GET", "/healthz", ""),
    ])
    func `a web page may neither send nor read`(_ method: String, _ path: String, _ body: String) throws {
        for origin in ["https://app.example", "null", "http://localhost:3000", "http://evil.example:4318"] {
            let wire = try wire(rules())
            let answer = try wire.send(request(method, path, [json, "Origin: \(origin)"], body: body))
            #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
            #expect(!answer.contains("Access-Control"))
            #expect(wire.recorder.ingested == 0 && wire.recorder.seen.reports == [])
            #expect(wire.recorder.seen.rejections.count == 1)
            #expect(wire.recorder.seen.rejections[0].hasPrefix("web pages of \"\(origin)\" may not send or read here"))
        }
    }

    @Test func `a page whose name was rebound comes with that name, and may not`() throws {
        let wire = try wire(rules())
        let answer = try wire.send(
            "POST /v1/traces HTTP/1.1\r\nHost: evil.example:4318\r\nOrigin: http://evil.example:4318\r\n"
                + "\(json)\r\nContent-Length: 2\r\n\r\n{}")
        #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
        #expect(wire.recorder.ingested == 0)
    }

    @Test func `a page of this very address may`() throws {
        let wire = try wire(rules())
        let answer = try wire.send(request("GET", "/api/v1/report", ["Origin: http://localhost"]))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func `preflight is refused where no page is allowed`() throws {
        let wire = try wire(rules())
        #expect(try wire.send(request("OPTIONS", "/v1/traces", preflight)).hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
    }

    @Test func `an allowed page is told so before it asks, without the token`() throws {
        let wire = try wire(rules(token: "s3cret", origins: ["https://app.example"]))
        #expect(
            try wire.send(request("OPTIONS", "/v1/traces", preflight)) == """
                HTTP/1.1 204 No Content\r
                Access-Control-Allow-Methods: POST\r
                Access-Control-Allow-Headers: authorization, content-type, content-encoding, *\r
                Access-Control-Max-Age: 86400\r
                Vary: Origin\r
                Access-Control-Allow-Origin: https://app.example\r
                Access-Control-Expose-Headers: Retry-After\r
                \r

                """)
        #expect(wire.isOpen)
        #expect(try wire.send(request("OPTIONS", "/api/v1/report", preflight)).contains("Allow-Methods: GET, HEAD\r\n"))
        #expect(wire.recorder.seen.rejections == [])
    }

    @Test func `every answer to it says that it may read it`() throws {
        let wire = try wire(rules(token: "s3cret", origins: ["https://app.example", "http://localhost:3000/"]))
        let headers = [json, page, "Authorization: Bearer s3cret"]
        let taken = try wire.send(request("POST", "/v1/traces", headers, body: JSONBody.span))
        let refused = try wire.send(request("POST", "/v1/traces", [json, page], body: JSONBody.span))
        #expect(taken.hasPrefix("HTTP/1.1 200 ") && refused.hasPrefix("HTTP/1.1 401 "))
        for answer in [taken, refused] {
            #expect(answer.contains("Access-Control-Allow-Origin: https://app.example\r\n"))
            #expect(answer.contains("Vary: Origin\r\n"))
        }
        let own = try wire.send(request("POST", "/v1/traces", [json, headers[2]], body: JSONBody.span))
        #expect(own.hasPrefix("HTTP/1.1 200 ") && own.contains("Vary: Origin\r\n"))
        #expect(!own.contains("Access-Control-Allow-Origin"))
        let other = try wire.send(request("POST", "/v1/traces", [json, "Origin: http://app.example"], body: "{}"))
        #expect(other.hasPrefix("HTTP/1.1 403 ") && !other.contains("Access-Control-Allow-Origin"))
    }

    @Test func `a star is every page`() throws {
        let wire = try wire(rules(origins: ["*"]))
        let answer = try wire.send(request("POST", "/v1/traces", [json, page], body: JSONBody.span))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("Access-Control-Allow-Origin: *\r\n"))
    }

    @Test func `programs name no page, and are not asked for one`() throws {
        let wire = try wire(rules())
        let answer = try wire.send(request(body: JSONBody.span))
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(!answer.contains("Vary"))
    }

    @Test func `a form of a page sends what is not taken anyway`() throws {
        let wire = try wire(rules())
        let form = try wire.send(request("POST", "/v1/traces", ["Content-Type: text/plain"], body: "{}"))
        #expect(form.hasPrefix("HTTP/1.1 415 "))
    }

    @Test(arguments: ["app.example", "https://", "://x", "https://a.example/path", "https://a b", "", "null"])
    func `what is not an origin is not allowed by name`(_ text: String) {
        #expect(AllowedOrigins([text]) == nil)
    }

    @Test func `origins are the same in any case, and are answered as they came`() throws {
        let origins = try #require(AllowedOrigins(["HTTPS://App.Example"]))
        #expect(origins.permission(for: "https://APP.example") == "https://APP.example")
        #expect(origins.permission(for: "https://app.example:8443") == nil)
        #expect(origins.permission(for: "http://app.example") == nil)
    }
}
