import Glibc
import NIOCore
import Testing

@testable import OTLPReceiver

private let tcp = """
      sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
       0: 0100007F:10DE 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1001 1 0 100 0 0 10 0
       1: 0100007F:10DE 0100007F:8F2A 01 00000000:00000000 00:00000000 00000000     0        0 1002 1 0 20 4 30 10 -1
       2: 00000000:10DF 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1003 1 0 100 0 0 10 0
       3: 0201A8C0:10E0 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1004 1 0 100 0 0 10 0
    """

@Suite struct PortHolderTests {
    @Test(arguments: [
        (4_318, ["1001"]),  // a listener on the address; a connection on the port is none
        (4_319, ["1003"]),  // a listener on all addresses
        (4_320, []),  // a listener on another address
        (4_321, []),
    ])
    func listenersAreFoundInTheTable(_ port: Int, _ inodes: [Substring]) throws {
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: port)
        #expect(listeningInodes(in: tcp, address: address.procForm, port: port) == inodes)
    }

    @Test func addressesAreWrittenAsTheTableHasThem() throws {
        #expect(try SocketAddress(ipAddress: "127.0.0.1", port: 1).procForm == "0100007F")
        #expect(try SocketAddress(ipAddress: "::1", port: 1).procForm == "00000000000000000000000001000000")
    }

    @Test func anIPv4AddressIsFoundMappedIntoIPv6() {
        let line = "0: 0000000000000000FFFF00000100007F:10DE 00:0 0A 0:0 00:0 0 0 0 77 1"
        #expect(listeningInodes(in: "head\n" + line, address: "0100007F", port: 4_318) == ["77"])
    }

    @Test func aTableCutShortIsNoTrap() {
        for length in 0..<tcp.count {
            _ = listeningInodes(in: String(tcp.prefix(length)), address: "0100007F", port: 4_318)
        }
    }
}
