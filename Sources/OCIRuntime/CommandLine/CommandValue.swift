/// What can be said on a command line.
protocol CommandValue {
    /// Reads it; nil where the text is no such value.
    init?(commandText: String)

    /// How it is written.
    var commandText: String { get }
}

extension String: CommandValue {
    init?(commandText: String) { self = commandText }
    var commandText: String { self }
}

extension CommandValue where Self: FixedWidthInteger {
    init?(commandText: String) { self.init(commandText) }
    var commandText: String { "\(self)" }
}

extension Int: CommandValue {}
extension Int64: CommandValue {}
extension UInt16: CommandValue {}
extension UInt32: CommandValue {}
extension UInt64: CommandValue {}

extension CommandValue where Self: RawRepresentable, RawValue == String {
    init?(commandText: String) { self.init(rawValue: commandText) }
    var commandText: String { rawValue }
}
