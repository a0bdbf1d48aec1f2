package import Expressions

/// How it is found out that a service can be used.
package enum ReadinessSign: Sendable, Hashable {
    /// Somebody accepts connections at a TCP port of it.
    case tcp(UInt16)
    /// A command, run in the service's container, returns 0; at least one word.
    case command([Placed<Template>])
    /// A line of its output holds a text.
    case log(Placed<Template>)
}

/// What is waited for before the first step, as written.
package struct Readiness: Sendable, Hashable {
    /// What shows that it is ready.
    package var sign: ReadinessSign
    /// How long it may take; `Bounds.readinessTimeout` where nil.
    package var timeout: Setting<Timeout>?
    /// How long after a command that failed the next is run; `Bounds.readinessInterval` where nil.
    package var interval: Setting<Timeout>?

    /// A readiness that leaves the times open.
    package init(_ sign: ReadinessSign) {
        self.sign = sign
    }
}
