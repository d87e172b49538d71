/// A PEM file as it was read.
package struct PEMFile: Hashable, Sendable {
    /// For messages.
    package var path: String
    package var bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        (self.path, self.bytes) = (path, bytes)
    }
}

/// What the receiver shows of itself over TLS, and whom it asks for the same.
package struct TLSFiles: Hashable, Sendable {
    /// The receiver's certificate, then those between it and a root, if any.
    package var certificate: PEMFile
    /// Its private key, without a passphrase.
    package var key: PEMFile
    /// Certificates of who signs the clients'. With it, a client without a certificate of theirs is not heard.
    package var clientAuthority: PEMFile?

    package init(certificate: PEMFile, key: PEMFile, clientAuthority: PEMFile? = nil) {
        (self.certificate, self.key, self.clientAuthority) = (certificate, key, clientAuthority)
    }
}
