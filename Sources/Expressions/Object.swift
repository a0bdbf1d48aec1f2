/// An object of the expression language: values by key, in the order in which the keys first came.
package struct Object: Sendable, Hashable {
    /// How a key finds its value.
    package enum KeyMatching: Sendable, Hashable {
        /// `SHA` finds `sha`: every object but the `env` context.
        case ignoringCase
        /// `FOO` does not find `foo`: the `env` context of a Linux runner.
        case exactly
    }

    /// One key and its value.
    package struct Entry: Sendable, Hashable {
        /// As first written.
        package let key: String
        /// The last value given to the key.
        package fileprivate(set) var value: Value
    }

    /// Whether keys that differ in case only are one key.
    package let keyMatching: KeyMatching
    /// In the order in which the keys first came.
    package private(set) var entries: [Entry] = []
    private var positions: [OrdinalText: Int] = [:]

    /// An object without entries.
    package init(matchingKeys keyMatching: KeyMatching = .ignoringCase) {
        self.keyMatching = keyMatching
    }

    /// An object of pairs; of several pairs with one key the last value stands at the first one's place.
    package init(
        _ pairs: some Sequence<(String, Value)>,
        matchingKeys keyMatching: KeyMatching = .ignoringCase
    ) {
        self.init(matchingKeys: keyMatching)
        for (key, value) in pairs { self[key] = value }
    }

    /// The value of a key, nil where there is none; setting nil takes the entry away.
    package subscript(key: String) -> Value? {
        get { position(of: key).map { entries[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?): entries[position].value = value
            case (let position?, nil): remove(at: position)
            case (nil, let value?): append(value, for: key)
            case (nil, nil): break
            }
        }
    }

    /// The keys as first written, in order.
    package var keys: [String] { entries.map(\.key) }

    /// The values, in the order of the keys.
    package var values: [Value] { entries.map(\.value) }

    /// How many entries there are.
    package var count: Int { entries.count }

    /// Whether there is no entry.
    package var isEmpty: Bool { entries.isEmpty }

    /// Equal where the entries are, in the same order.
    package static func == (left: Object, right: Object) -> Bool {
        left.entries == right.entries
    }

    /// Feeds the entries.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(entries)
    }

    func position(of key: String) -> Int? {
        positions[matched(key)]
    }

    private func matched(_ key: String) -> OrdinalText {
        OrdinalText(key, ignoringCase: keyMatching == .ignoringCase)
    }

    private mutating func append(_ value: Value, for key: String) {
        positions[matched(key)] = entries.count
        entries.append(Entry(key: key, value: value))
    }

    private mutating func remove(at position: Int) {
        entries.remove(at: position)
        positions = [:]
        for (place, entry) in entries.enumerated() { positions[matched(entry.key)] = place }
    }
}

extension Object: ExpressibleByDictionaryLiteral {
    /// An object whose keys compare without regard to case.
    package init(dictionaryLiteral elements: (String, Value)...) {
        self.init(elements)
    }
}
