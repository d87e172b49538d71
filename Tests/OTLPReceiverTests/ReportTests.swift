import Telemetry
import Testing

@testable import OTLPReceiver

private func get(_ target: String, host: String = "localhost:4318", method: String = "GET") -> String {
    "\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\n\r\n"
}

@Suite struct ReportTests {
    @Test func theReportIsTheHooksBytes() throws {
        let wire = try Wire(Recorder(reportBody: Array(#"{"schema":1}"#.utf8)))
        #expect(
            try wire.send(get("/api/v1/report")) == """
                HTTP/1.1 200 OK\r
                Content-Type: application/json\r
                Content-Length: 12\r
                Cache-Control: no-store\r
                \r
                {"schema":1}
                """)
        #expect(wire.recorder.seen.reports == [ReportRequest()])
        #expect(wire.isOpen)
    }

    @Test func headGivesTheLengthWithoutTheBody() throws {
        let wire = try Wire()
        let answer = try wire.send(get("/api/v1/report", method: "HEAD"))
        #expect(answer.contains("Content-Length: 12\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n"))
        #expect(try wire.send(get("/api/v1/report")).hasSuffix(#"{"schema":1}"#), "and the connection goes on")
    }

    @Test(arguments: [
        ("", nil, 100, 300),
        ("?", nil, 100, 300),
        ("?agent=planner", "planner", 100, 300),
        ("?limit=1&window=1", nil, 1, 1),
        ("?window=3600&limit=10000", nil, 10_000, 3_600),
        ("?agent=a%20b+c%2B%C3%A9%26&limit=5", "a b c+é&", 5, 300),
        ("?agent=a=b", "a=b", 100, 300),
    ])
    func theQuerySaysWhatTheReportHolds(_ query: String, _ agent: String?, _ limit: Int, _ window: Int) throws {
        let wire = try Wire()
        #expect(try wire.send(get("/api/v1/report" + query)).hasPrefix("HTTP/1.1 200 OK\r\n"))
        var expected = ReportRequest()
        (expected.agent, expected.limit, expected.windowSeconds) = (agent, limit, window)
        #expect(wire.recorder.seen.reports == [expected])
    }

    @Test(arguments: [
        ("limit=0", #"limit is "0": give a number from 1 to 10000"#),
        ("limit=10001", #"limit is "10001": give a number from 1 to 10000"#),
        ("limit=ten", #"limit is "ten": give a number from 1 to 10000"#),
        ("limit=99999999999999999999", #"limit is "99999999999999999999": give a number from 1 to 10000"#),
        ("limit", #"limit is "": give a number from 1 to 10000"#),
        ("window=0", #"window is "0": give a number from 1 to 3600"#),
        ("window=3601", #"window is "3601": give a number from 1 to 3600"#),
        ("window=-5", #"window is "-5": give a number from 1 to 3600"#),
        ("agent=", "agent is empty: give an agent's id or name"),
        ("agent=a&agent=b", #""agent" is given twice"#),
        ("agent=%zz", #""%zz" has a % without two hexadecimal digits"#),
        ("agent=%4", #""%4" has a % without two hexadecimal digits"#),
        ("agent=%ff", #""%ff" is not UTF-8"#),
        ("agents=a", #""agents" is not known: a report takes agent, limit and window"#),
    ])
    func aWrongQueryGetsASentence(_ query: String, _ sentence: String) throws {
        let wire = try Wire()
        let answer = try wire.send(get("/api/v1/report?" + query))
        #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"))
        #expect(answer.hasSuffix("\r\n\r\n\(sentence)\n"))
        #expect(wire.recorder.seen == Recorder.Seen(), "a read is not counted as a refused export")
        #expect(wire.isOpen)
    }

    @Test(arguments: [
        "localhost", "LocalHost:4318", "127.0.0.1", "127.0.0.1:9", "127.8.9.1:4318", "[::1]", "[::1]:4318",
        "[0:0:0:0:0:0:0:1]", "192.168.7.7:4318",
    ])
    func hostsOfThisMachineMayRead(_ host: String) throws {
        let wire = try Wire(machineAddresses: ["192.168.7.7"])
        #expect(try wire.send(get("/api/v1/report", host: host)).hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test(arguments: [
        "evil.example", "evil.example:4318", "localhost.evil.example", "127.0.0.1.evil.example", "127.1", "2130706433",
        "192.168.7.8", "[::2]", "[localhost]", "::1", "localhost:port", "localhost:4318:1", "", "[::1", "0.0.0.0",
    ])
    func otherHostsMayNot(_ host: String) throws {
        let wire = try Wire(machineAddresses: ["192.168.7.7"])
        let answer = try wire.send(get("/api/v1/report", host: host))
        #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
        #expect(answer.contains("for this machine only"))
        #expect(wire.recorder.seen.reports == [])
    }

    @Test func aRequestWithoutOneHostMayNotRead() throws {
        for hosts in ["", "Host: localhost\r\nHost: localhost\r\n"] {
            let wire = try Wire()
            let answer = try wire.send("GET /api/v1/report HTTP/1.1\r\n\(hosts)\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
        }
    }

    @Test func otherReadsGetASentenceInPlainText() throws {
        let wire = try Wire()
        let root = try wire.send(get("/"))
        #expect(root.hasPrefix("HTTP/1.1 405 Method Not Allowed\r\nContent-Type: text/plain; charset=utf-8\r\n"))
        #expect(root.contains("Allow: POST\r\n"))
        #expect(try wire.send(get("/favicon.ico")).hasPrefix("HTTP/1.1 404 Not Found\r\n"))
        #expect(wire.recorder.seen.rejections == [])
    }

    @Test func `Health is told to who asks by any name, and nothing else with it`() throws {
        let wire = try Wire()
        for host in ["localhost", "looptop", "looptop.internal:4318", "evil.example"] {
            let answer = try wire.send(get("/healthz", host: host))
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nok\n"))
        }
        let head = try wire.send(get("/healthz", method: "HEAD"))
        #expect(head.contains("Content-Length: 3\r\n") && head.hasSuffix("\r\n\r\n"))
        let post = try wire.send(request("POST", "/healthz", body: "{}"))
        #expect(post.hasPrefix("HTTP/1.1 405 Method Not Allowed\r\n") && post.contains("Allow: GET, HEAD\r\n"))
        #expect(wire.recorder.seen.reports == [])
    }

    @Test func thisMachineHasItsLoopbackAddress() {
        #expect(Machine.this.addresses().contains("127.0.0.1"))
    }
}
