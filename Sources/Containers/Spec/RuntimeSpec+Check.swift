package import OCI

extension RuntimeSpec {
    /// Refuses a document that no container can be made of, with all that is wrong with it.
    ///
    /// - Throws: `ContainerError.specification`.
    package func check() throws(ContainerError) {
        let found = problems(knows: Self.knows)
        guard found.isEmpty else { throw .specification(found) }
    }

    /// Whether this runtime has a word.
    package static func knows(_ kind: SpecWord, _ word: String) -> Bool {
        switch kind {
        case .capability: Capabilities(name: word) != nil
        case .resourceLimit: ResourceName.number(of: word) != nil
        case .namespace: Namespaces(word: word) != nil
        case .schedulingPolicy: LinuxScheduler.policies[word] != nil
        case .inputOutputClass: LinuxIOPriority.classes[word] != nil
        }
    }
}
