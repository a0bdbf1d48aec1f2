/// A network of its own for one container, joined to the network of its job.
///
/// It has `lo`, and `eth0` with an address; its default route is the hub. Whoever holds the descriptor may join it
/// (setns(2)); it ends with the last holder, and its name is free again when this value ends.
package struct NetworkMember: ~Copyable, Sendable {
    /// To be joined; lent.
    package let namespace: NetworkNamespace
    /// What other members reach it by.
    package let address: IPv4Address
    /// The same; nil where the kernel has no IPv6.
    package let ipv6: IPv6Address?
    /// What other members call it; may be empty.
    package let names: [DomainName]
    private let number: UInt16
    private let book: NameBook

    init(
        namespace: consuming NetworkNamespace,
        place: NameBook.Place,
        names: [DomainName],
        book: NameBook
    ) {
        self.namespace = namespace
        address = place.ipv4
        ipv6 = place.ipv6
        self.names = names
        number = place.number
        self.book = book
    }

    deinit {
        book.strike(number)
    }
}
