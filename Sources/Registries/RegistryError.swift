import AsyncHTTPClient

/// What can go wrong between us and a registry.
package enum RegistryError: Error {
    /// The registry refused us.
    case refused(String)
}
