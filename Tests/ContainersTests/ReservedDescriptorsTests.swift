import Glibc
import Testing

@testable import Containers

@Suite struct `The descriptors that a container's program gives away` {
    @Test func `are held, so that none that it is lent has their number`() throws {
        let reserved = try ReservedDescriptors()
        for number: Int32 in 0...3 { #expect(fcntl(number, F_GETFD) >= 0) }
        withExtendedLifetime(reserved) {}
    }
}
