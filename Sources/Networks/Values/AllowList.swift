/// Where a job may connect to: everything that at least one entry names.
package struct AllowList: Sendable, Hashable {
    /// In the order of the file.
    package var entries: [AllowEntry]

    /// A list of its entries.
    package init(_ entries: [AllowEntry]) {
        self.entries = entries
    }

    /// Reads a list.
    ///
    /// - Parameter texts: See `AllowEntry`.
    /// - Throws: `NetworkError.invalid` for the first entry that is wrong.
    package init(_ texts: [String]) throws(NetworkError) {
        var entries: [AllowEntry] = []
        for text in texts { entries.append(try AllowEntry(text)) }
        self.entries = entries
    }

    /// The entries that a name stands for; empty where the name may not even be looked up.
    ///
    /// An entry for a subnet lets no name be looked up: it says nothing about names, and a lookup is itself a message
    /// to the outside.
    package func entries(for name: DomainName) -> [AllowEntry] {
        entries.filter { entry in
            switch entry.peer {
            case .host(let host): host == name
            case .domain(let domain): name.isBelow(domain)
            case .anyone: true
            case .subnet: false
            }
        }
    }
}

/// What a job may reach outside its own network.
package enum OutsideAccess: Sendable, Hashable {
    /// Nothing: its members see each other alone.
    case nothing
    /// Everything, but for link-local addresses, where clouds hand out credentials.
    case everything
    /// What a list names.
    case only(AllowList)
}
