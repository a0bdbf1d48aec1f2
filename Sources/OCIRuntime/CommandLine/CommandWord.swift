/// One word of a command's grammar: a flag, an option or an argument, with what it has been given.
///
/// The words of a command are property wrappers, found by reflection. They are classes with a common ancestor since a
/// cast to a class costs nothing, while one to a protocol, at a process's first, looks through all conformances that
/// the program has; `exec` is called often, and should cost little more than what it does.
class CommandWord {
    /// What it looks like on a command line.
    enum Shape: Equatable {
        /// `--force`
        case flag
        /// `--bundle DIRECTORY`
        case option
        /// A plain word.
        case argument
        /// All that follows, whatever it looks like.
        case rest
    }

    /// What it looks like.
    let shape: Shape
    /// With their dashes, the long one first; of an argument its name for the help.
    let names: [String]
    /// What it means.
    let help: String

    init(_ shape: Shape, _ names: [String], help: String) {
        self.shape = shape
        self.names = names
        self.help = help
    }

    /// Takes a text of the command line.
    ///
    /// - Returns: False where it cannot be read as such a value.
    func take(_ text: String) -> Bool { false }

    /// Whether the command cannot do without it and it has not been given.
    var isMissing: Bool { false }

    /// Whether the command can do without it.
    var isOptional: Bool { true }

    /// What holds where it is not given; nil where that is nothing.
    var standard: String? { nil }
}

/// `--force`, and as Go's flag parser takes it `--force=false`.
@propertyWrapper
final class Flag: CommandWord {
    private(set) var wrappedValue: Bool

    init(wrappedValue: Bool, _ names: String..., help: String) {
        self.wrappedValue = wrappedValue
        super.init(.flag, names, help: help)
    }

    override func take(_ text: String) -> Bool {
        guard text == "true" || text == "false" else { return false }
        wrappedValue = text == "true"
        return true
    }
}

/// `--bundle DIRECTORY`; given several times, a list grows and the last of other values holds.
@propertyWrapper
final class Option<Value>: CommandWord {
    private(set) var wrappedValue: Value
    private let read: (String, inout Value) -> Bool
    private let standardText: String?

    private init(
        _ value: Value,
        _ names: [String],
        _ help: String,
        standard: String? = nil,
        read: @escaping (String, inout Value) -> Bool
    ) {
        wrappedValue = value
        self.read = read
        standardText = standard
        super.init(.option, names, help: help)
    }

    override func take(_ text: String) -> Bool { read(text, &wrappedValue) }

    override var standard: String? { standardText }
}

extension Option {
    /// An option that has a value where it is not given.
    convenience init(wrappedValue: Value, _ names: String..., help: String)
    where Value: CommandValue {
        self.init(wrappedValue, names, help, standard: wrappedValue.commandText) { text, value in
            guard let read = Value(commandText: text) else { return false }
            value = read
            return true
        }
    }

    /// An option that has none.
    convenience init<Wrapped: CommandValue>(_ names: String..., help: String)
    where Value == Wrapped? {
        self.init(nil, names, help) { text, value in
            value = Wrapped(commandText: text)
            return value != nil
        }
    }

    /// An option that may be given several times.
    convenience init<Element: CommandValue>(
        wrappedValue: [Element],
        _ names: String...,
        help: String
    ) where Value == [Element] {
        self.init(wrappedValue, names, help) { text, value in
            guard let read = Element(commandText: text) else { return false }
            value.append(read)
            return true
        }
    }
}

/// A plain word, which the command needs unless it has a value already.
@propertyWrapper
final class Argument: CommandWord {
    private var value: String?
    private let hasStandard: Bool

    var wrappedValue: String {
        guard let value else { preconditionFailure("a command is run once it has been read") }
        return value
    }

    init(_ name: String, help: String) {
        hasStandard = false
        super.init(.argument, [name], help: help)
    }

    init(wrappedValue: String, _ name: String, help: String) {
        value = wrappedValue
        hasStandard = true
        super.init(.argument, [name], help: help)
    }

    override func take(_ text: String) -> Bool {
        value = text
        return true
    }

    override var isMissing: Bool { value == nil }
    override var isOptional: Bool { hasStandard }
    override var standard: String? { hasStandard ? value : nil }
}

/// All words behind the others, whatever they look like: they are another program's.
@propertyWrapper
final class Rest: CommandWord {
    private(set) var wrappedValue: [String] = []

    init(_ name: String, help: String) {
        super.init(.rest, [name], help: help)
    }

    override func take(_ text: String) -> Bool {
        wrappedValue.append(text)
        return true
    }
}
