/// A value under evaluation: with its identity, and the difference between an array and a filtered array.
struct Operand: Sendable {
    let value: Value
    /// Which array or object it is; of no meaning for other kinds.
    let identity: Identity
    /// The items of a filtered array, such as `labels.*`; nil for every other value.
    ///
    /// An index into a filtered array goes to each item instead of to the array.
    let filtered: [Operand]?

    init(_ value: Value, _ identity: Identity) {
        self.value = value
        self.identity = identity
        filtered = nil
    }

    /// A value within an array or object.
    private init(_ value: Value, of parent: Identity, _ step: Identity.Step) {
        // Only what can be told apart needs the longer way, and lists of plain values are the long ones.
        self.init(value, value.isPrimitive ? parent : parent.followed(by: step))
    }

    init(filtered items: [Operand], _ identity: Identity) {
        value = .array(items.map(\.value))
        self.identity = identity
        filtered = items
    }

    /// The items of an array, the values of an object; nil of any other kind.
    var children: [Operand]? {
        if let filtered { return filtered }
        return switch value {
        case .array(let items):
            items.enumerated().map { Operand($1, of: identity, .item($0)) }
        case .object(let object):
            object.entries.enumerated().map { Operand($1.value, of: identity, .entry($0)) }
        case .null, .boolean, .number, .string: nil
        }
    }

    /// The item of an array or the value of an object that a key names; nil where there is none.
    func child(_ key: Value) -> Operand? {
        switch value {
        case .array(let items):
            guard let place = Self.place(of: key), items.indices.contains(place) else { return nil }
            return filtered?[place] ?? Operand(items[place], of: identity, .item(place))
        case .object(let object):
            guard key.isPrimitive, let place = object.position(of: key.text) else { return nil }
            return Operand(object.entries[place].value, of: identity, .entry(place))
        case .null, .boolean, .number, .string:
            return nil
        }
    }

    /// The place in an array that a key means: coerced to a number and rounded down.
    private static func place(of key: Value) -> Int? {
        let number = key.number.rounded(.down)
        return number >= 0 && number <= Double(Int32.max) ? Int(number) : nil
    }
}
