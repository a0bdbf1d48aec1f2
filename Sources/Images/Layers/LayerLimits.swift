/// How much one layer may hold before it is refused: what grows with an image has a bound.
package struct LayerLimits: Sendable, Hashable {
    /// The most entries of a layer.
    package var entries: Int
    /// The most bytes of a layer, uncompressed, and of the files in it, holes included.
    package var bytes: Int64

    /// Limits that no layer known to us comes near.
    package init(entries: Int = 4_000_000, bytes: Int64 = 128 << 30) {
        self.entries = entries
        self.bytes = bytes
    }
}
