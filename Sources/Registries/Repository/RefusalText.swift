import OCI

/// Says what a registry's refusal means and what may help.
struct RefusalText {
    /// The registry.
    let host: String
    /// The status of its answer.
    let status: Int
    /// What it says itself; empty where it says nothing.
    let words: String
    /// When it wants to be asked again.
    let retryAfter: String?

    /// The refusal of something.
    ///
    /// - Parameter attempt: What could not be done, as the beginning of the sentence.
    /// - Returns: The error to throw.
    func error(_ attempt: String) -> RegistryError {
        switch status {
        case 401:
            RegistryError(
                .unauthorized,
                "\(attempt): \(host) wants to know who asks\(quoted)",
                hint: "\"cuvette login \(host)\""
            )
        case 403:
            RegistryError(
                .unauthorized,
                "\(attempt): \(host) does not allow it\(quoted)",
                hint: "\"cuvette login \(host)\" with an account that may"
            )
        case 404:
            RegistryError(.notFound, "\(attempt): it is not there\(quoted)", hint: absenceHint)
        case 429:
            RegistryError(
                .rateLimited,
                "\(attempt): \(host) has been asked too often\(quoted)",
                hint: rateHint
            )
        default:
            RegistryError(.server, "\(attempt): \(host) answers with status \(status)\(quoted)")
        }
    }

    private var quoted: String { words.isEmpty ? "" : " (\(words))" }

    /// Docker Hub says so too of what one may not see.
    private var absenceHint: String? {
        host == ImageReference.defaultRegistry
            ? "is the name right? A private image needs \"cuvette login\"" : nil
    }

    private var rateHint: String {
        let wait = retryAfter.flatMap { Int($0) }.map { "it may be asked again in \($0) s; " } ?? ""
        return wait
            + "\"cuvette login \(host)\" raises the limit, a mirror in registries.yml avoids it"
    }
}
