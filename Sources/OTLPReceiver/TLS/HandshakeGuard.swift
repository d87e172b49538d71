import NIOCore
import NIOSSL

/// Counts handshakes that fail, with the reason, and ends their connections. Stands behind TLS.
final class HandshakeGuard: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let service: Service
    /// Set once something was counted: what follows is the end of the same connection.
    var isCounted = false

    init(service: Service) { self.service = service }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? NIOSSLError else { return context.fireErrorCaught(error) }
        if case .handshakeFailed(let cause) = error, !isCounted {
            isCounted = true
            service.hooks.rejected(Self.sentence(for: cause))
        }
        // Anything else is a connection that ended without a word of leave.
        context.close(promise: nil)
    }

    /// BoringSSL has names for what went wrong, and only its text has them.
    private static func sentence(for cause: BoringSSLError) -> String {
        let text = "\(cause)".uppercased()
        if let known = sentences.first(where: { text.contains($0.name) }) { return known.sentence }
        // Such as "error:1000042e:SSL routines:OPENSSL_internal:BAD_DECRYPT at FILE:LINE".
        let name = text.split(separator: "OPENSSL_INTERNAL:").dropFirst().first?.prefix { $0.isLetter || $0 == "_" }
        return "a TLS handshake failed" + (name.map { ": \($0)" } ?? "")
    }

    private static let sentences: [(name: String, sentence: String)] = [
        ("PEER_DID_NOT_RETURN_A_CERTIFICATE", "a client showed no certificate, which --tls-client-ca asks for"),
        ("CERTIFICATE_VERIFY_FAILED", "a client's certificate is not good: --tls-client-ca says whose is"),
        ("UNSUPPORTED_PROTOCOL", "a client speaks no TLS of version 1.2 or newer"),
        ("UNKNOWN_CA", "a client does not trust the certificate of --tls-cert"),
        ("BAD_CERTIFICATE", "a client does not trust the certificate of --tls-cert"),
        ("CERTIFICATE_UNKNOWN", "a client does not trust the certificate of --tls-cert"),
        ("CERTIFICATE_EXPIRED", "a client finds that the certificate of --tls-cert has expired"),
        // Its alert comes in plain text, which is not expected any more.
        ("BAD_PACKET_LENGTH", "a client ended a TLS handshake: it may not trust the certificate of --tls-cert"),
        ("EOF DURING HANDSHAKE", "a client left in the middle of a TLS handshake"),
    ]
}
