package import Networks

extension PortMapping: SettingValue {
    /// Reads a port that is published.
    ///
    /// - Parameter text: `[[ADDRESS:]HOST:]PORT[/tcp|/udp]`.
    /// - Returns: The mapping; nothing is opened.
    /// - Throws: `SettingError` with what a port should be like.
    package static func reading(_ text: String) throws(SettingError) -> PortMapping {
        do {
            return try PortMapping(text)
        } catch {
            throw SettingError(error)
        }
    }

    /// Whether two of them cannot be published at once: they would listen at the same place.
    package func collides(with other: PortMapping) -> Bool {
        guard hostPort != 0, hostPort == other.hostPort, transport == other.transport else {
            return false
        }
        return hostAddress == other.hostAddress || hostAddress.value == 0
            || other.hostAddress.value == 0
    }
}
