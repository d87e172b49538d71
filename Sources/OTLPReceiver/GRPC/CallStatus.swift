import NIOHPACK
import OTLP

/// How a call ended, as its trailers say it (gRPC over HTTP/2, "Responses").
struct CallStatus: Hashable {
    var code: StatusCode
    /// A sentence; empty where the code says all.
    var message = ""
    /// What a program can use of it; nil where the code says all.
    var detail: StatusDetail?

    static let ok = CallStatus(code: .ok)

    /// As name and value of header fields.
    var fields: HPACKHeaders {
        var fields: HPACKHeaders = ["grpc-status": "\(code.rawValue)"]
        if !message.isEmpty { fields.add(name: "grpc-message", value: percentEncoded(message)) }
        // Only where there are details: without, it would repeat the other two.
        if detail != nil { fields.add(name: "grpc-status-details-bin", value: details) }
        return fields
    }

    /// `google.rpc.Status` in base64, unpadded as binary fields are.
    private var details: String {
        let status = encodeStatus(code: code.rawValue, message: message, detail: detail, in: .protobuf)
        let padded = encodeBase64(status)
        return String(padded.prefix { $0 != "=" })
    }
}

extension CallStatus {
    init(_ refusal: Refusal) {
        self.init(code: refusal.kind.code, message: refusal.sentence, detail: refusal.detail)
    }
}

/// A text as `grpc-message` has it: visible ASCII and spaces as they are, all else and `%` as bytes in hex digits.
func percentEncoded(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var encoded: [UInt8] = []
    for byte in text.utf8 {
        if (0x20...0x7e).contains(byte), byte != UInt8(ascii: "%") {
            encoded.append(byte)
        } else {
            encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: encoded, as: UTF8.self)
}
