import Telemetry
import Testing

@testable import Dashboard

@Suite struct FormattingTests {
    @Test(arguments: [
        (0.0, "0ms"), (0.04, "0.1ms"), (0.42, "0.4ms"), (1, "1ms"), (842, "842ms"), (999.4, "999ms"), (999.6, "1.0s"),
        (3_240, "3.2s"), (59_940, "59.9s"), (59_960, "1m00s"), (65_000, "1m05s"), (7_380_000, "2h03m"),
        (273_600_000, "3d04h"), (-5, "0ms"), (.nan, "0ms"), (.infinity, "11574074074d01h"),
    ])
    func `Durations`(ms: Double, text: String) { #expect(durationText(ms: ms) == text) }

    @Test(arguments: [
        (0, "0s"), (59, "59s"), (60, "1m00s"), (3_599, "59m59s"), (3_600, "1h00m"), (90_000, "1d01h"), (-1, "0s"),
    ])
    func `Ages`(seconds: Int, text: String) { #expect(ageText(seconds: seconds) == text) }

    @Test(arguments: [(0, "0s"), (59, "59s"), (61, "1m"), (7_300, "2h"), (200_000, "2d")])
    func `Ages in lists`(seconds: Int, text: String) { #expect(shortAge(seconds: seconds) == text) }

    @Test(arguments: [
        (0, "0"), (999, "999"), (1_000, "1.0k"), (1_240, "1.2k"), (34_500, "34.5k"), (99_949, "99.9k"),
        (99_950, "100k"), (345_400, "345k"), (999_499, "999k"), (999_500, "1.0M"), (1_200_000, "1.2M"),
        (2_000_000_000, "2.0G"), (Int64.max, "9223P"), (-3, "0"),
    ])
    func `Counts`(count: Int64, text: String) { #expect(shortCount(count) == text) }

    @Test(arguments: [
        (#"B\u00fcro"#, #"B\u00fcro"#),
        (#"["B\u00fcro \u65e5"]"#, #"["Büro 日"]"#),
        (#"{"a":"x\ny\tz"}"#, "{\"a\":\"x\ny\tz\"}"),
        (#"["\\n","\"","\u0022","\u005c","\u001b","\r"]"#, #"["\\n","\"","\u0022","\u005c","\u001b","\r"]"#),
        (#"["\ud83d\ude00"]"#, #"["😀"]"#),
        (#"["\ud83d","\ude00\ud83d"]"#, #"["\ud83d","\ude00\ud83d"]"#),
        (#"["\u00g1\u12"#, #"["\u00g1\u12"#), (#"["\"#, #"["\"#), (#"["\ü"]"#, #"["\ü"]"#),
    ])
    func `Escapes in JSON`(json: String, text: String) { #expect(legible(json) == text) }

    @Test(arguments: [(0, "0"), (999, "999"), (1_234, "1,234"), (1_234_567, "1,234,567"), (-4_321, "-4,321")])
    func `Counts with thousands apart`(count: Int, text: String) { #expect(grouped(count) == text) }

    @Test(arguments: [
        (0.0, "0/s"), (0.01, "<0.1/s"), (0.34, "0.3/s"), (9.96, "10/s"), (42.5, "43/s"), (1_240, "1.2k/s"),
        (.nan, "0/s"),
    ])
    func `Rates`(rate: Double, text: String) { #expect(rateText(rate) == text) }

    @Test(arguments: [
        (0.0, "0/s"), (0.1, "0.1/s"), (0.04, "2.4/min"), (0.017, "1.0/min"), (0.000_34, "1.2/h"), (1e-9, "<0.1/h"),
        (18_300, "18.3k/s"), (.nan, "0/s"),
    ])
    func `Rates of metrics are told by as long a time as they take`(rate: Double, text: String) {
        #expect(metricRateText(rate) == text)
    }

    @Test(arguments: [
        (0.0, "$0"), (0.000_2, "<$0.01"), (0.01, "$0.01"), (1.234, "$1.23"), (99.999, "$100"), (842.4, "$842"),
        (12_345, "$12.3k"), (-1, "$0"), (.nan, "$0"), (.infinity, "$1P"),
    ])
    func `Costs`(dollars: Double, text: String) { #expect(costText(dollars) == text) }

    @Test(arguments: [
        (0.0, "0%"), (0.0004, "<0.1%"), (0.005, "0.5%"), (0.7647, "76.5%"), (0.987, "98.7%"), (0.9996, "99.9%"),
        (1, "100%"), (.nan, "0%"),
    ])
    func `Shares are 0 and 100 % only when they are`(share: Double, text: String) {
        #expect(percentText(share) == text)
    }

    @Test(arguments: [(60, "1m"), (300, "5m"), (900, "15m"), (3_600, "1h"), (45, "45s"), (150, "2m30s")])
    func `Windows`(seconds: Int, text: String) { #expect(windowText(seconds: seconds) == text) }

    @Test(arguments: [
        (0.0, 1.0), (0.3, 0.3), (1, 1), (1.1, 1.5), (14_100, 15_000), (15_001, 20_000), (61, 80), (81, 100), (.nan, 1),
        (.infinity, 1),
    ])
    func `The top of a scale is round and not below`(figure: Double, top: Double) {
        #expect(abs(niceCeiling(figure) - top) < 1e-9)
    }

    @Test(arguments: [(20_000.0, "20k"), (1.0, "1"), (1.5, "1.5"), (150_000, "150k"), (0.2, "0.2")])
    func `Labels of scales have no empty fraction`(figure: Double, text: String) { #expect(scaleText(figure) == text) }
}
