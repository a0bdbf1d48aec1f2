import Synchronization

/// The names of a network: its members' own, those that outside addresses were looked up by, and the lookups that were
/// refused.
///
/// Shared by the owner of the network and the thread that answers its lookups.
final class NameBook: Sendable {
    /// Where a member is.
    struct Place: Sendable, Hashable {
        var number: UInt16
        var ipv4: IPv4Address
        /// Nil where the kernel has no IPv6.
        var ipv6: IPv6Address?
    }

    /// A lookup that was refused.
    struct Refusal: Sendable, Hashable {
        var member: IPv4Address
        var name: DomainName
    }

    private struct Pages {
        var members: [DomainName: Place] = [:]
        var order: [DomainName] = []
        var observed: [IPv4Address: DomainName] = [:]
        var refusals: [Refusal: Int] = [:]
    }

    private let pages = Mutex(Pages())

    /// How many names are noted of each kind: a step can look up as many as it likes.
    static let noteCount = 16_384

    /// Enters a member with all its names, or none.
    func enter(_ names: [DomainName], _ place: Place) throws(NetworkError) {
        let taken = pages.withLock { pages -> DomainName? in
            if let taken = names.first(where: { pages.members[$0] != nil }) { return taken }
            for name in names where pages.members.updateValue(place, forKey: name) == nil {
                pages.order.append(name)
            }
            return nil
        }
        if let taken { throw .nameTaken(taken.text) }
    }

    /// Strikes out a member that has ended.
    func strike(_ number: UInt16) {
        pages.withLock { pages in
            pages.members = pages.members.filter { $0.value.number != number }
            pages.order.removeAll { pages.members[$0] == nil }
        }
    }

    /// Where a member is, by its name.
    func place(of name: DomainName) -> Place? {
        pages.withLock { $0.members[name] }
    }

    /// All members that have names, in the order in which they came.
    func places() -> [(place: Place, names: [DomainName])] {
        pages.withLock { pages in
            var result: [(place: Place, names: [DomainName])] = []
            for name in pages.order {
                guard let place = pages.members[name] else { continue }
                if let index = result.firstIndex(where: { $0.place == place }) {
                    result[index].names.append(name)
                } else {
                    result.append((place, [name]))
                }
            }
            return result
        }
    }

    /// Notes which name led to addresses; a later name takes the place of an earlier one.
    func note(_ name: DomainName, for addresses: [IPv4Address]) {
        pages.withLock { pages in
            for address in addresses
            where pages.observed[address] != nil || pages.observed.count < Self.noteCount {
                pages.observed[address] = name
            }
        }
    }

    /// Notes a lookup that was refused.
    func noteRefusal(_ refusal: Refusal) {
        pages.withLock { pages in
            if let count = pages.refusals[refusal] {
                pages.refusals[refusal] = count + 1
            } else if pages.refusals.count < Self.noteCount {
                pages.refusals[refusal] = 1
            }
        }
    }

    /// The name that an outside address was last looked up by.
    func name(of address: IPv4Address) -> DomainName? {
        pages.withLock { $0.observed[address] }
    }

    /// The refused lookups and how often each was tried.
    func refusals() -> [Refusal: Int] {
        pages.withLock { $0.refusals }
    }
}
