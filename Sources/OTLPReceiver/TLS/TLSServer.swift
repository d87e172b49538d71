import NIOCore
import NIOSSL

/// TLS for every port: version 1.2 or newer, HTTP/2 or HTTP/1.1 as the client likes.
struct TLSServer: Sendable {
    private let context: NIOSSLContext

    /// Throws what is wrong with which file.
    init(_ files: TLSFiles) throws(ReceiverError) {
        let chain = try Self.certificates(in: files.certificate)
        let key = try Self.key(in: files.key)
        var settings = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        settings.minimumTLSVersion = .tlsv12
        settings.applicationProtocols = ["h2", "http/1.1"]
        if let authority = files.clientAuthority {
            settings.trustRoots = .certificates(try Self.certificates(in: authority))
            // A client's certificate is of a person or program, not of a host.
            settings.certificateVerification = .noHostnameVerification
        }
        do {
            context = try NIOSSLContext(configuration: settings)
        } catch {
            throw .foreignKey(key: files.key.path, certificate: files.certificate.path)
        }
    }

    /// The handlers of a connection that speaks TLS, between the clock and what understands the plain text.
    func handlers(service: Service, clock: RequestClock) -> [any ChannelHandler] {
        let handshake = HandshakeGuard(service: service)
        return [
            PlainTextGuard(service: service, clock: clock, handshake: handshake),
            NIOSSLServerHandler(context: context), handshake,
        ]
    }

    private static func certificates(in file: PEMFile) throws(ReceiverError) -> [NIOSSLCertificate] {
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(file.bytes), !certificates.isEmpty else {
            throw .noCertificate(file.path)
        }
        return certificates
    }

    private static func key(in file: PEMFile) throws(ReceiverError) -> NIOSSLPrivateKey {
        guard let key = try? NIOSSLPrivateKey(bytes: file.bytes, format: .pem) else { throw .noKey(file.path) }
        return key
    }
}
