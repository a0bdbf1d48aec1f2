package import OCI

extension SnapshotName {
    /// The name of a layer on all layers below it.
    ///
    /// - Parameters:
    ///   - chainID: What the layer and those below it hold.
    ///   - marks: How it says that something is hidden; with other marks it is another snapshot.
    package init(chainID: Digest, marks: OverlayMarks) {
        let prefix =
            switch marks {
            case .trusted: "chain"
            case .user: "userchain"
            }
        self.init("\(prefix)-\(chainID.algorithm.rawValue)-\(chainID.hex)")
    }
}
